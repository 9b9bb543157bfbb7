package dev.quarterdeck.agent.env;

import java.util.List;
import java.util.Map;

/**
 * Expands Kubernetes' variable references: replaces {@code $(NAME)} with the variable's value and
 * {@code $$} with a dollar sign, and leaves references to unknown variables as they are.
 */
public final class Expansion {

  private Expansion() {}

  /** Expands the references in a text. */
  public static String expand(String text, Map<String, String> variables) {
    var out = new StringBuilder(text.length());
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c != '$' || i + 1 == text.length()) {
        out.append(c);
        continue;
      }
      i = expandAt(text, i + 1, variables, out);
    }
    return out.toString();
  }

  /**
   * Expands what begins with the dollar sign at {@code at}; returns the index of its last
   * character.
   */
  private static int expandAt(
      String text, int at, Map<String, String> variables, StringBuilder out) {
    var next = text.charAt(at);
    if (next == '$') {
      out.append('$');
      return at;
    }
    var close = next == '(' ? text.indexOf(')', at) : -1;
    if (close < 0) {
      out.append('$').append(next);
      return at;
    }
    var name = text.substring(at + 1, close);
    var value = variables.get(name);
    out.append(value != null ? value : "$(" + name + ")");
    return close;
  }

  /** Expands each word of a container's command or args; null counts as empty. */
  public static List<String> expand(List<String> words, Map<String, String> variables) {
    return words == null ? List.of() : words.stream().map(w -> expand(w, variables)).toList();
  }

  /**
   * The first variable that {@code text} refers to and that does not exist; null when all exist.
   */
  public static String firstUnknown(String text, Map<String, String> variables) {
    for (var i = text.indexOf('$'); i >= 0 && i + 1 < text.length(); i = text.indexOf('$', i)) {
      var close = text.charAt(i + 1) == '(' ? text.indexOf(')', i) : -1;
      if (close >= 0 && !variables.containsKey(text.substring(i + 2, close))) {
        return text.substring(i + 2, close);
      }
      i = close >= 0 ? close : i + 2;
    }
    return null;
  }
}
