package dev.quarterdeck.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A {@code fieldSelector} query: {@code metadata.name=x,status.phase!=Running}. Which fields a kind
 * offers is the kind's own matter; ask {@link #fields()} and refuse the unknown.
 */
public record FieldSelector(List<Requirement> requirements) {

  public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

  /** One term: the field's value is, or is not, {@code value}. */
  public record Requirement(String field, boolean equal, String value) {}

  public FieldSelector {
    requirements = List.copyOf(requirements);
  }

  /**
   * Parses the query parameter; null and empty match everything. A backslash escapes {@code \ , =}.
   *
   * @throws ApiFault 400 when a term has no operator
   */
  public static FieldSelector parse(String text) {
    if (text == null || text.isEmpty()) {
      return EVERYTHING;
    }
    var requirements = new ArrayList<Requirement>();
    for (var term : split(text)) {
      if (!term.isEmpty()) {
        requirements.add(requirement(term));
      }
    }
    return new FieldSelector(requirements);
  }

  private static List<String> split(String text) {
    var terms = new ArrayList<String>();
    var start = 0;
    for (var i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == ',') {
        terms.add(text.substring(start, i));
        start = i + 1;
      }
    }
    terms.add(text.substring(start));
    return terms;
  }

  private static Requirement requirement(String term) {
    var at = term.indexOf('=');
    if (at <= 0) {
      throw ApiFault.badRequest(
          "invalid field selector term \"%s\": write field=value or field!=value".formatted(term));
    }
    var negated = term.charAt(at - 1) == '!';
    var valueAt = term.startsWith("==", at) ? at + 2 : at + 1;
    var field = term.substring(0, negated ? at - 1 : at).strip();
    return new Requirement(field, !negated, unescape(term.substring(valueAt)));
  }

  private static String unescape(String value) {
    if (value.indexOf('\\') < 0) {
      return value;
    }
    var text = new StringBuilder();
    for (var i = 0; i < value.length(); i++) {
      if (value.charAt(i) == '\\' && i + 1 < value.length()) {
        i++;
      }
      text.append(value.charAt(i));
    }
    return text.toString();
  }

  /** The fields the selector asks about. */
  public List<String> fields() {
    return requirements.stream().map(Requirement::field).toList();
  }

  /**
   * @param values the object's selectable fields; a missing one counts as empty
   */
  public boolean matches(Map<String, String> values) {
    for (var requirement : requirements) {
      var same = values.getOrDefault(requirement.field, "").equals(requirement.value);
      if (same != requirement.equal) {
        return false;
      }
    }
    return true;
  }
}
