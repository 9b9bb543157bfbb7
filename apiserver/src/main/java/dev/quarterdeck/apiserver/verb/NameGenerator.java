package dev.quarterdeck.apiserver.verb;

import java.util.random.RandomGenerator;

/** Names from a prefix: five random characters behind it, none of which make words. */
final class NameGenerator {

  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
  private static final int RANDOM = 5;
  private static final int MAX_BASE = 63 - RANDOM;

  private final RandomGenerator random;

  NameGenerator(RandomGenerator random) {
    this.random = random;
  }

  String generate(String base) {
    var name = new StringBuilder(base.substring(0, Math.min(base.length(), MAX_BASE)));
    for (var i = 0; i < RANDOM; i++) {
      name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return name.toString();
  }
}
