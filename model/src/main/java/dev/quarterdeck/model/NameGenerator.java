package dev.quarterdeck.model;

import java.util.random.RandomGenerator;

/** Names from a prefix: five random characters behind it, none of which make words. */
public final class NameGenerator {

  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
  private static final int RANDOM = 5;

  /** Prefixes are cut off here, so that a name is no longer than a DNS label. */
  public static final int MAX_BASE = 63 - RANDOM;

  private final RandomGenerator random;

  public NameGenerator(RandomGenerator random) {
    this.random = random;
  }

  /** A name that most probably nobody has; safe for use from many threads if its source is. */
  public String generate(String base) {
    var name = new StringBuilder(base.substring(0, Math.min(base.length(), MAX_BASE)));
    for (var i = 0; i < RANDOM; i++) {
      name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return name.toString();
  }
}
