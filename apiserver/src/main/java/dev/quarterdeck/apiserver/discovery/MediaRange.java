package dev.quarterdeck.apiserver.discovery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One entry of an Accept header, RFC 9110 section 12.5.1.
 *
 * @param type {@code application/json}, {@code application/*}, in lower case
 * @param parameters without q
 */
public record MediaRange(String type, Map<String, String> parameters, double quality) {

  /**
   * The header's entries, most wanted first and of these the more precise; a missing or empty
   * header wants anything.
   */
  public static List<MediaRange> parse(String accept) {
    if (accept == null || accept.isBlank()) {
      return List.of(new MediaRange("*/*", Map.of(), 1));
    }
    var ranges = new ArrayList<MediaRange>();
    for (var entry : accept.split(",")) {
      var range = entry(entry);
      if (range.quality > 0) {
        ranges.add(range);
      }
    }
    ranges.sort(
        Comparator.comparingDouble((MediaRange r) -> -r.quality)
            .thenComparing(r -> r.type.startsWith("*"))
            .thenComparing(r -> r.type.endsWith("*")));
    return ranges;
  }

  private static MediaRange entry(String text) {
    var parts = text.split(";");
    var parameters = new HashMap<String, String>();
    for (var i = 1; i < parts.length; i++) {
      var equals = parts[i].indexOf('=');
      if (equals > 0) {
        parameters.put(
            parts[i].substring(0, equals).strip(), parts[i].substring(equals + 1).strip());
      }
    }
    var quality = quality(parameters.remove("q"));
    return new MediaRange(parts[0].strip().toLowerCase(Locale.ROOT), parameters, quality);
  }

  private static double quality(String q) {
    try {
      return q == null ? 1 : Double.parseDouble(q);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Whether a body of {@code mediaType} satisfies it, parameters aside. */
  public boolean admits(String mediaType) {
    return type.equals("*/*")
        || type.equals(mediaType)
        || type.endsWith("/*") && mediaType.startsWith(type.substring(0, type.length() - 1));
  }
}
