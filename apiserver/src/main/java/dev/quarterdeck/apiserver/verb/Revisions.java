package dev.quarterdeck.apiserver.verb;

import dev.quarterdeck.model.ApiFault;

/** The resourceVersion parameter as a number. */
final class Revisions {

  private Revisions() {}

  /**
   * @throws ApiFault 400 when it is no whole number of zero or more
   */
  static long parse(String resourceVersion) {
    try {
      var revision = Long.parseLong(resourceVersion);
      if (revision >= 0) {
        return revision;
      }
    } catch (NumberFormatException notANumber) {
      // Falls through: the answer is the same as for a negative number.
    }
    throw ApiFault.badRequest(
        "Invalid value: \"%s\": resourceVersion must be empty, 0 or a version the server has given"
            .formatted(abbreviated(resourceVersion)));
  }

  private static String abbreviated(String text) {
    return text.length() > 64 ? text.substring(0, 64) + "…" : text;
  }
}
