package dev.quarterdeck.machinery.cel.library;

/** Texts of users, cut to a length fit for a message. */
final class Shortened {

  private static final int MAX = 128;

  private Shortened() {}

  static String of(String text) {
    return text.length() <= MAX ? text : text.substring(0, MAX) + "…";
  }
}
