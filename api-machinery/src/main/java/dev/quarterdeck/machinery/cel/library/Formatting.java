package dev.quarterdeck.machinery.cel.library;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.common.types.TypeType;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** {@code "%s has %d".format([…])}: CEL's format clauses. */
final class Formatting {

  private static final int DEFAULT_PRECISION = 6;
  private static final int MAX_PRECISION = 100;

  private Formatting() {}

  static String format(String template, List<?> arguments) {
    var result = new StringBuilder();
    var at = 0;
    var used = 0;
    while (at < template.length()) {
      var percent = template.indexOf('%', at);
      if (percent < 0) {
        break;
      }
      append(result, template.substring(at, percent));
      at = percent + 1;
      if (template.startsWith("%", at)) {
        append(result, "%");
        at++;
        continue;
      }
      var precision = DEFAULT_PRECISION;
      if (template.startsWith(".", at)) {
        var end = at + 1;
        while (end < template.length() && Character.isDigit(template.charAt(end))) {
          end++;
        }
        precision = precision(template.substring(at + 1, end));
        at = end;
      }
      if (at >= template.length()) {
        throw new CelInvalidArgumentException("unexpected end of format string");
      }
      if (used >= arguments.size()) {
        throw new CelInvalidArgumentException("index %d out of range".formatted(used));
      }
      append(result, clause(template.charAt(at++), precision, arguments.get(used++)));
    }
    append(result, template.substring(Math.min(at, template.length())));
    return result.toString();
  }

  private static void append(StringBuilder result, String part) {
    TextFunctions.append(result, part, 0, part.length());
  }

  private static int precision(String digits) {
    var precision = digits.isEmpty() || digits.length() > 3 ? -1 : Integer.parseInt(digits);
    if (precision < 0 || precision > MAX_PRECISION) {
      throw new CelInvalidArgumentException(
          "precision must be 0 to %d, not %s".formatted(MAX_PRECISION, digits));
    }
    return precision;
  }

  private static String clause(char verb, int precision, Object value) {
    return switch (verb) {
      case 's' -> text(value);
      case 'd' -> integer(value, 10);
      case 'b' -> value instanceof Boolean bit ? (bit ? "1" : "0") : integer(value, 2);
      case 'o' -> integer(value, 8);
      case 'x' -> hex(value);
      case 'X' -> hex(value).toUpperCase(Locale.ROOT);
      case 'f' -> String.format(Locale.ROOT, "%." + precision + "f", number(value));
      case 'e' -> String.format(Locale.ROOT, "%." + precision + "e", number(value));
      default ->
          throw new CelInvalidArgumentException("unrecognized formatting clause \"" + verb + "\"");
    };
  }

  static String text(Object value) {
    return switch (value) {
      case String text -> text;
      case Boolean bool -> bool.toString();
      case Long number -> number.toString();
      case UnsignedLong number -> number.toString();
      case Double number -> decimal(number);
      case CelByteString bytes -> new String(bytes.toByteArray(), StandardCharsets.UTF_8);
      case NullValue none -> "null";
      case Instant time -> time.toString();
      case Duration duration -> seconds(duration);
      case TypeType type -> type.type().name();
      case List<?> list -> list(list);
      case Map<?, ?> map -> map(map);
      default -> throw unfit("%s", value);
    };
  }

  private static String decimal(double number) {
    return Double.isFinite(number)
        ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString()
        : Double.toString(number);
  }

  /** As Go writes the number of seconds: {@code 90s}, {@code 0.5s}. */
  static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.getSeconds())
            .add(BigDecimal.valueOf(duration.getNano(), 9))
            .stripTrailingZeros()
            .toPlainString()
        + "s";
  }

  private static String list(List<?> list) {
    var text = new StringBuilder("[");
    for (var item : list) {
      append(text, text.length() == 1 ? "" : ", ");
      append(text, literal(item));
    }
    return text + "]";
  }

  private static String map(Map<?, ?> map) {
    var sorted = new TreeMap<String, String>();
    map.forEach((key, value) -> sorted.put(literal(key), literal(value)));
    var text = new StringBuilder("{");
    for (var entry : sorted.entrySet()) {
      append(text, text.length() == 1 ? "" : ", ");
      append(text, entry.getKey() + ":" + entry.getValue());
    }
    return text + "}";
  }

  /** As one would write it in an expression. */
  private static String literal(Object value) {
    return switch (value) {
      case String text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
      case CelByteString bytes -> "b\"" + text(bytes) + '"';
      case Double number when Double.isFinite(number) -> String.format(Locale.ROOT, "%.6f", number);
      case Instant time -> "timestamp(\"" + time + "\")";
      case Duration duration -> "duration(\"" + seconds(duration) + "\")";
      default -> text(value);
    };
  }

  private static String integer(Object value, int radix) {
    return switch (value) {
      case Long number -> Long.toString(number, radix);
      case UnsignedLong number -> number.toString(radix);
      default -> throw unfit(radix == 10 ? "%d" : radix == 8 ? "%o" : "%b", value);
    };
  }

  private static String hex(Object value) {
    return switch (value) {
      case String text -> HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
      case CelByteString bytes -> HexFormat.of().formatHex(bytes.toByteArray());
      case Long number -> Long.toString(number, 16);
      case UnsignedLong number -> number.toString(16);
      default -> throw unfit("%x", value);
    };
  }

  private static double number(Object value) {
    return switch (value) {
      case Double number -> number;
      case Long number -> number.doubleValue();
      case UnsignedLong number -> number.doubleValue();
      default -> throw unfit("%f", value);
    };
  }

  private static CelInvalidArgumentException unfit(String clause, Object value) {
    return new CelInvalidArgumentException(
        "error during formatting: clause %s cannot show a %s"
            .formatted(clause, value.getClass().getSimpleName()));
  }
}
