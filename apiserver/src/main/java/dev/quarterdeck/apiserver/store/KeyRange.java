package dev.quarterdeck.apiserver.store;

/** Key prefixes as half-open ranges. Keys are ASCII, as Kubernetes' names are. */
final class KeyRange {

  private KeyRange() {}

  /** The first key after all those that begin with {@code prefix}, which is not empty. */
  static String endOf(String prefix) {
    var last = prefix.length() - 1;
    return prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
  }

  /** The first key after {@code key}. */
  static String after(String key) {
    return key + '\0';
  }
}
