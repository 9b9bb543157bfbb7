package dev.quarterdeck.machinery.structural;

import dev.quarterdeck.machinery.pattern.LinearPattern;
import dev.quarterdeck.machinery.validation.IpRules;
import dev.quarterdeck.machinery.validation.Names;
import dev.quarterdeck.model.net.IpAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The string formats Kubernetes checks in custom resources; all others pass. */
public final class Formats {

  private static final LinearPattern CIDR = LinearPattern.fixed("(.+)/(\\d{1,3})");
  private static final LinearPattern RGB =
      LinearPattern.fixed("rgb\\(\\s*(\\d{1,3})\\s*,\\s*(\\d{1,3})\\s*,\\s*(\\d{1,3})\\s*\\)");
  private static final LinearPattern DURATION =
      LinearPattern.fixed(
          "[-+]?(\\d+(\\.\\d*)?\\s*(ns|us|µs|μs|ms|s|m|h|d|w|nanos?|nanoseconds?|micros?|"
              + "microseconds?|millis?|milliseconds?|secs?|seconds?|mins?|minutes?|hrs?|hours?|"
              + "days?|wks?|weeks?)\\s*)+|[-+]?0");

  private static final Map<String, Predicate<String>> CHECKS =
      Map.ofEntries(
          Map.entry("bsonobjectid", matching("[0-9a-fA-F]{24}")),
          Map.entry("uri", Formats::uri),
          Map.entry("email", matching("[^@\\s<>\"(),:;]+@[^@\\s<>\"(),:;]+")),
          Map.entry("hostname", Formats::hostname),
          Map.entry("ipv4", IpRules::isIpv4),
          Map.entry("ipv6", Formats::ipv6),
          Map.entry("cidr", Formats::cidr),
          Map.entry(
              "mac",
              matching(
                  "(?i)([0-9a-f]{2}[:-]){5}([0-9a-f]{2}[:-]?[0-9a-f]{2}[:-]?[0-9a-f]{2}|[0-9a-f]{2})"
                      + "|([0-9a-f]{4}\\.){2}[0-9a-f]{4}")),
          Map.entry("uuid", matching("(?i)[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}")),
          Map.entry(
              "uuid3",
              matching("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}")),
          Map.entry(
              "uuid4",
              matching(
                  "(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}")),
          Map.entry(
              "uuid5",
              matching(
                  "(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}")),
          Map.entry("isbn", text -> isbn10(text) || isbn13(text)),
          Map.entry("isbn10", Formats::isbn10),
          Map.entry("isbn13", Formats::isbn13),
          Map.entry("creditcard", Formats::creditCard),
          Map.entry("ssn", matching("\\d{3}[- ]?\\d{2}[- ]?\\d{4}")),
          Map.entry("hexcolor", matching("#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")),
          Map.entry("rgbcolor", Formats::rgb),
          Map.entry(
              "byte",
              matching(
                  "([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})?")),
          Map.entry("password", text -> true),
          Map.entry("date", Formats::date),
          Map.entry("duration", text -> DURATION.matches(text)),
          Map.entry("datetime", Formats::dateTime),
          Map.entry("date-time", Formats::dateTime),
          Map.entry("k8s-short-name", text -> Names.dns1123Label(text).isEmpty()),
          Map.entry("k8s-long-name", text -> Names.dns1123Subdomain(text).isEmpty()));

  /** Formats of numbers, which bind nobody. */
  private static final Set<String> NUMERIC = Set.of("int32", "int64", "float", "double");

  private Formats() {}

  /** Whether the format means something to the server; a definition with others is warned of. */
  public static boolean known(String format) {
    return CHECKS.containsKey(format) || NUMERIC.contains(format);
  }

  /** Whether {@code text} is of the format; true for formats that are not checked. */
  static boolean accepts(String format, String text) {
    var check = CHECKS.get(format);
    return check == null || check.test(text);
  }

  private static Predicate<String> matching(String regex) {
    var pattern = LinearPattern.fixed(regex);
    return pattern::matches;
  }

  private static boolean uri(String text) {
    try {
      // As Go's ParseRequestURI: absolute, or a path from the root.
      return new URI(text).isAbsolute() || text.startsWith("/");
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean hostname(String text) {
    var name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    if (name.isEmpty() || text.length() > 255) {
      return false;
    }
    for (var label : name.split("\\.", -1)) {
      if (label.isEmpty()
          || label.length() > 63
          || !label.matches("[\\p{L}\\p{N}]([\\p{L}\\p{N}_-]*[\\p{L}\\p{N}])?")) {
        return false;
      }
    }
    return true;
  }

  private static boolean ipv6(String text) {
    return IpAddress.find(text).filter(address -> !address.isIpv4()).isPresent();
  }

  private static boolean cidr(String text) {
    var parts = CIDR.groups(text);
    if (parts.isEmpty()) {
      return false;
    }
    var address = parts.get().getFirst();
    var bits = Integer.parseInt(parts.get().getLast());
    return IpRules.isIpv4(address) && bits <= 32 || ipv6(address) && bits <= 128;
  }

  private static boolean date(String text) {
    try {
      LocalDate.parse(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean dateTime(String text) {
    try {
      OffsetDateTime.parse(text.toUpperCase(java.util.Locale.ROOT));
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean rgb(String text) {
    return RGB.groups(text)
        .filter(parts -> parts.stream().allMatch(part -> Integer.parseInt(part) <= 255))
        .isPresent();
  }

  private static boolean isbn10(String text) {
    var digits = text.replaceAll("[\\s-]", "");
    if (!digits.matches("[0-9]{9}[0-9X]")) {
      return false;
    }
    var sum = 0;
    for (var i = 0; i < 10; i++) {
      sum += (10 - i) * (digits.charAt(i) == 'X' ? 10 : digits.charAt(i) - '0');
    }
    return sum % 11 == 0;
  }

  private static boolean isbn13(String text) {
    var digits = text.replaceAll("[\\s-]", "");
    if (!digits.matches("[0-9]{13}")) {
      return false;
    }
    var sum = 0;
    for (var i = 0; i < 13; i++) {
      sum += (i % 2 == 0 ? 1 : 3) * (digits.charAt(i) - '0');
    }
    return sum % 10 == 0;
  }

  /** Luhn's check. */
  private static boolean creditCard(String text) {
    var digits = text.replaceAll("[\\s-]", "");
    if (!digits.matches("[0-9]{12,19}")) {
      return false;
    }
    var sum = 0;
    for (var i = 0; i < digits.length(); i++) {
      var digit = digits.charAt(digits.length() - 1 - i) - '0';
      var doubled = digit * 2;
      sum += i % 2 == 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
    }
    return sum % 10 == 0;
  }
}
