package dev.quarterdeck.machinery.cel.library;

import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.quarterdeck.machinery.pattern.LinearPattern;
import java.util.List;
import java.util.Optional;

/** {@code semver('1.2.3-rc.1')}, ordered as semver.org says; build metadata does not count. */
final class SemverValue extends LibraryValue {

  private static final OpaqueType TYPE = OpaqueType.create("kubernetes.Semver");
  private static final Operand<SemverValue> SELF = new Operand<>(TYPE, SemverValue.class);
  private static final String NUMBER = "(0|[1-9][0-9]{0,17})";
  private static final String PRE = "(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)";
  private static final LinearPattern GRAMMAR =
      LinearPattern.fixed(
          NUMBER
              + "\\."
              + NUMBER
              + "\\."
              + NUMBER
              + "(?:-("
              + PRE
              + "(?:\\."
              + PRE
              + ")*))?"
              + "(?:\\+([0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*))?");
  private static final int MAX_LENGTH = 1_024;

  private final long major;
  private final long minor;
  private final long patch;
  private final List<String> preRelease;

  private SemverValue(long major, long minor, long patch, List<String> preRelease) {
    super(TYPE);
    this.major = major;
    this.minor = minor;
    this.patch = patch;
    this.preRelease = preRelease;
  }

  static void addTo(Functions functions) {
    functions.global(
        "semver", "string_to_semver", TYPE, Operand.TEXT, text -> require(text, false));
    functions.global(
        "semver", "string_bool_to_semver", TYPE, Operand.TEXT, Operand.BOOL, SemverValue::require);
    functions.global(
        "isSemver",
        "is_semver_string",
        SimpleType.BOOL,
        Operand.TEXT,
        text -> parse(text, false).isPresent());
    functions.global(
        "isSemver",
        "is_semver_string_bool",
        SimpleType.BOOL,
        Operand.TEXT,
        Operand.BOOL,
        (text, normalize) -> parse(text, normalize).isPresent());
    functions.member("major", "semver_major", SimpleType.INT, SELF, v -> v.major);
    functions.member("minor", "semver_minor", SimpleType.INT, SELF, v -> v.minor);
    functions.member("patch", "semver_patch", SimpleType.INT, SELF, v -> v.patch);
    functions.comparison("semver", SELF, SemverValue::compare);
  }

  private static SemverValue require(String text, boolean normalize) {
    return parse(text, normalize)
        .orElseThrow(
            () ->
                new CelInvalidArgumentException(
                    "no semantic version such as 1.2.3: " + Shortened.of(text)));
  }

  /**
   * @param normalize drops a leading {@code v} and leading zeros, adds missing numbers
   */
  private static Optional<SemverValue> parse(String text, boolean normalize) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    return GRAMMAR.groups(normalize ? normalized(text) : text).map(SemverValue::of);
  }

  private static SemverValue of(List<String> parts) {
    var preRelease = parts.get(3);
    return new SemverValue(
        Long.parseLong(parts.get(0)),
        Long.parseLong(parts.get(1)),
        Long.parseLong(parts.get(2)),
        preRelease == null ? List.of() : List.of(preRelease.split("\\.")));
  }

  private static String normalized(String text) {
    var parts = (text.startsWith("v") ? text.substring(1) : text).split("\\.", 3);
    for (var i = 0; i < parts.length; i++) {
      parts[i] = parts[i].replaceFirst("^0+(?=[0-9])", "");
    }
    var shortOfParts = parts.length < 3 && parts[parts.length - 1].matches(".*[+-].*");
    return shortOfParts ? text : String.join(".", parts) + ".0".repeat(3 - parts.length);
  }

  private int compare(SemverValue other) {
    var numbers = Long.compare(major, other.major);
    numbers = numbers != 0 ? numbers : Long.compare(minor, other.minor);
    numbers = numbers != 0 ? numbers : Long.compare(patch, other.patch);
    return Integer.signum(
        numbers != 0 ? numbers : comparePreReleases(preRelease, other.preRelease));
  }

  private static int comparePreReleases(List<String> left, List<String> right) {
    if (left.isEmpty() || right.isEmpty()) { // a release comes after its pre-releases
      return Boolean.compare(left.isEmpty(), right.isEmpty());
    }
    for (var i = 0; i < Math.min(left.size(), right.size()); i++) {
      var order = compareIdentifiers(left.get(i), right.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  private static int compareIdentifiers(String left, String right) {
    var leftNumber = isNumber(left);
    if (leftNumber != isNumber(right)) {
      return leftNumber ? -1 : 1;
    }
    return leftNumber && left.length() != right.length()
        ? Integer.compare(left.length(), right.length())
        : left.compareTo(right);
  }

  private static boolean isNumber(String identifier) {
    return identifier.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  @Override
  Object identity() {
    return List.of(major, minor, patch, preRelease);
  }
}
