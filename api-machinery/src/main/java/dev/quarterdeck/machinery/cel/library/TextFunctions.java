package dev.quarterdeck.machinery.cel.library;

import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.RuntimeEquality;
import dev.cel.runtime.RuntimeHelpers;
import dev.cel.runtime.standard.StringFunction.StringOverload;
import java.util.List;

/**
 * {@code replace}, {@code join}, {@code format}, {@code indexOf}, {@code lastIndexOf} of the
 * strings extension and the conversion {@code string()}. Positions count characters (code points).
 * Results are bounded: short texts can make long ones.
 */
final class TextFunctions {

  static final int MAX_RESULT = 10 << 20;

  private TextFunctions() {}

  static void addTo(Functions functions) {
    replace(functions);
    join(functions);
    positions(functions);
    functions.member(
        "format",
        "string_format",
        SimpleType.STRING,
        Operand.TEXT,
        new Operand<>(ListType.create(SimpleType.DYN), List.class),
        (template, arguments) -> Formatting.format(template, arguments));
    var equality = RuntimeEquality.create(RuntimeHelpers.create(), CelOptions.DEFAULT);
    for (var overload : StringOverload.values()) {
      functions.bind("string", overload.newFunctionBinding(CelOptions.DEFAULT, equality));
    }
  }

  private static void replace(Functions functions) {
    functions.declare(
        "replace",
        CelOverloadDecl.newMemberOverload(
            "string_replace_string_string",
            SimpleType.STRING,
            SimpleType.STRING,
            SimpleType.STRING,
            SimpleType.STRING));
    functions.bind(
        "replace",
        "string_replace_string_string",
        List.of(String.class, String.class, String.class),
        args -> replace((String) args[0], (String) args[1], (String) args[2], -1));
    functions.declare(
        "replace",
        CelOverloadDecl.newMemberOverload(
            "string_replace_string_string_int",
            SimpleType.STRING,
            List.of(SimpleType.STRING, SimpleType.STRING, SimpleType.STRING, SimpleType.INT)));
    functions.bind(
        "replace",
        "string_replace_string_string_int",
        List.of(String.class, String.class, String.class, Long.class),
        args -> replace((String) args[0], (String) args[1], (String) args[2], (Long) args[3]));
  }

  private static void join(Functions functions) {
    var texts = ListType.create(SimpleType.STRING);
    functions.member(
        "join",
        "list_join",
        SimpleType.STRING,
        new Operand<>(texts, List.class),
        list -> join(list, ""));
    functions.member(
        "join",
        "list_join_string",
        SimpleType.STRING,
        new Operand<>(texts, List.class),
        Operand.TEXT,
        TextFunctions::join);
  }

  private static String join(List<?> list, String separator) {
    var result = new StringBuilder();
    var first = true;
    for (var item : list) {
      if (!(item instanceof String text)) {
        throw new CelInvalidArgumentException("no such overload: join of other than strings");
      }
      append(result, separator, 0, first ? 0 : separator.length());
      append(result, text, 0, text.length());
      first = false;
    }
    return result.toString();
  }

  private static void positions(Functions functions) {
    for (var name : List.of("indexOf", "lastIndexOf")) {
      var last = name.equals("lastIndexOf");
      var overload = last ? "string_last_index_of_string" : "string_index_of_string";
      functions.member(
          name,
          overload,
          SimpleType.INT,
          Operand.TEXT,
          Operand.TEXT,
          (text, part) -> last ? lastIndexOf(text, part, text.length()) : indexOf(text, part, 0));
      functions.declare(
          name,
          CelOverloadDecl.newMemberOverload(
              overload + "_int",
              SimpleType.INT,
              SimpleType.STRING,
              SimpleType.STRING,
              SimpleType.INT));
      functions.bind(
          name,
          overload + "_int",
          List.of(String.class, String.class, Long.class),
          args -> {
            var text = (String) args[0];
            var from = unitOffset(text, (Long) args[2]);
            return last
                ? lastIndexOf(text, (String) args[1], from)
                : indexOf(text, (String) args[1], from);
          });
    }
  }

  private static long indexOf(String text, String part, int from) {
    var found = text.indexOf(part, from);
    return found < 0 ? -1 : text.codePointCount(0, found);
  }

  private static long lastIndexOf(String text, String part, int from) {
    var found = text.lastIndexOf(part, from);
    return found < 0 ? -1 : text.codePointCount(0, found);
  }

  private static int unitOffset(String text, long position) {
    if (position < 0 || position > text.codePointCount(0, text.length())) {
      throw new CelInvalidArgumentException("index out of range: " + position);
    }
    return text.offsetByCodePoints(0, (int) position);
  }

  /**
   * @param limit how often at most; negative for all
   */
  private static String replace(String text, String old, String with, long limit) {
    var result = new StringBuilder();
    var at = 0;
    for (var count = 0L; limit < 0 || count < limit; count++) {
      var found = at <= text.length() ? text.indexOf(old, at) : -1;
      if (found < 0) {
        break;
      }
      append(result, text, at, found);
      append(result, with, 0, with.length());
      at = found + old.length();
      if (old.isEmpty()) { // between every two characters, and at both ends
        var next = at < text.length() ? text.offsetByCodePoints(at, 1) : at + 1;
        append(result, text, at, Math.min(next, text.length()));
        at = next;
      }
    }
    append(result, text, Math.min(at, text.length()), text.length());
    return result.toString();
  }

  /** Appends a part unless the result becomes too long. */
  static void append(StringBuilder result, String text, int from, int to) {
    if (result.length() + (to - from) > MAX_RESULT) {
      throw new CelInvalidArgumentException(
          "a text has at most " + MAX_RESULT + " characters: make it shorter");
    }
    result.append(text, from, to);
  }
}
