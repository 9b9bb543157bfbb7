package dev.quarterdeck.customkinds.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads a path's text, left to right. */
final class PathParser {

  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}");
  private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,18}(\\.\\d{1,18})?");
  private static final Pattern SLICE = Pattern.compile("(-?\\d{0,9}):(-?\\d{0,9})(?::(\\d{0,9}))?");
  private static final Pattern COMPARISON = Pattern.compile("==|!=|<=|>=|<|>");

  private final String text;
  private int at;

  PathParser(String text) {
    this.text = text;
  }

  /**
   * @throws IllegalArgumentException when the text is no path
   */
  List<Step> steps() {
    var steps = new ArrayList<Step>();
    while (at < text.length()) {
      switch (text.charAt(at)) {
        case '.' -> dot(steps);
        case '[' -> steps.add(bracket());
        default -> throw wrong("expected . or [ at " + at);
      }
    }
    return List.copyOf(steps);
  }

  private void dot(List<Step> steps) {
    at++;
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      steps.add(new Step.Descendants());
    }
    if (at == text.length()) {
      return; // A lone dot is the object itself.
    }
    if (text.charAt(at) == '*') {
      at++;
      steps.add(new Step.All());
    } else if (text.charAt(at) != '[') {
      steps.add(new Step.Field(name()));
    }
  }

  private String name() {
    var name = new StringBuilder();
    for (; at < text.length(); at++) {
      var c = text.charAt(at);
      if (c == '\\' && at + 1 < text.length()) {
        name.append(text.charAt(++at));
      } else if (c == '.' || c == '[') {
        break;
      } else if ("{}()?\"' ".indexOf(c) >= 0) {
        throw wrong("unexpected %c at %d".formatted(c, at));
      } else {
        name.append(c);
      }
    }
    if (name.isEmpty()) {
      throw wrong("a field without a name at " + at);
    }
    return name.toString();
  }

  private Step bracket() {
    var end = closing();
    var inside = text.substring(at + 1, end).strip();
    at = end + 1;
    if (inside.startsWith("?(") && inside.endsWith(")")) {
      return filter(inside.substring(2, inside.length() - 1));
    }
    var parts = split(inside);
    var steps = parts.stream().map(this::selector).toList();
    return steps.size() == 1 ? steps.getFirst() : new Step.Union(steps);
  }

  /** Where the bracket opened at {@link #at} closes, past quotes and inner brackets. */
  private int closing() {
    var depth = 0;
    var quote = '\0';
    for (var i = at; i < text.length(); i++) {
      var c = text.charAt(i);
      if (quote != '\0') {
        quote = c == quote ? '\0' : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '[') {
        depth++;
      } else if (c == ']' && --depth == 0) {
        return i;
      }
    }
    throw wrong("unterminated array");
  }

  private static List<String> split(String inside) {
    var parts = new ArrayList<String>();
    var quoted = inside.startsWith("'") || inside.startsWith("\"");
    var separator = quoted ? ",(?=\\s*['\"])" : ",";
    for (var part : inside.split(separator, -1)) {
      parts.add(part.strip());
    }
    return parts;
  }

  private Step selector(String part) {
    if (part.equals("*")) {
      return new Step.All();
    }
    if (part.length() >= 2 && isQuoted(part)) {
      return new Step.Field(part.substring(1, part.length() - 1));
    }
    if (NUMBER.matcher(part).matches()) {
      return new Step.Index(Integer.parseInt(part));
    }
    var slice = SLICE.matcher(part);
    if (slice.matches()) {
      var step = number(slice.group(3));
      if (step != null && step == 0) {
        throw wrong("a step of zero");
      }
      return new Step.Slice(
          number(slice.group(1)), number(slice.group(2)), step == null ? 1 : step);
    }
    throw wrong("invalid array index " + part);
  }

  private static boolean isQuoted(String part) {
    var quote = part.charAt(0);
    return (quote == '\'' || quote == '"') && part.charAt(part.length() - 1) == quote;
  }

  private static Integer number(String digits) {
    return digits == null || digits.isEmpty() || digits.equals("-")
        ? null
        : Integer.valueOf(digits);
  }

  private Step filter(String condition) {
    var comparison = COMPARISON.matcher(condition);
    if (!comparison.find()) {
      return new Step.Filter(relative(condition.strip()), "", null);
    }
    var left = relative(condition.substring(0, comparison.start()).strip());
    var right = condition.substring(comparison.end()).strip();
    return new Step.Filter(left, comparison.group(), operand(right));
  }

  private JsonPath relative(String path) {
    if (!path.startsWith("@")) {
      throw wrong("a filter begins with @");
    }
    return JsonPath.parse(path.substring(1));
  }

  private Step.Operand operand(String word) {
    return word.startsWith("@")
        ? new Step.Operand.At(relative(word))
        : new Step.Operand.Constant(constant(word));
  }

  private JsonNode constant(String word) {
    if (word.length() >= 2 && isQuoted(word)) {
      return TextNode.valueOf(word.substring(1, word.length() - 1));
    }
    if (DECIMAL.matcher(word).matches()) {
      return DecimalNode.valueOf(new BigDecimal(word));
    }
    return switch (word) {
      case "true" -> BooleanNode.TRUE;
      case "false" -> BooleanNode.FALSE;
      default -> throw wrong("unrecognized value " + word);
    };
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("is an invalid JSON path: " + what);
  }
}
