package dev.quarterdeck.machinery.cel.library;

import dev.cel.common.CelOverloadDecl;
import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelFunctionBinding;
import dev.quarterdeck.machinery.pattern.InvalidPatternException;
import dev.quarterdeck.machinery.pattern.LinearPattern;
import dev.quarterdeck.machinery.pattern.TooCostlyException;
import java.util.List;

/** {@code find}, {@code findAll} and CEL's own {@code matches}, in time linear in the text. */
final class RegexFunctions {

  private static final ListType STRINGS = ListType.create(SimpleType.STRING);

  private RegexFunctions() {}

  static void addTo(Functions functions) {
    // The standard library declares these; its own implementation compiles whatever it is given.
    for (var overload : List.of("matches", "matches_string")) {
      functions.bind(
          "matches",
          CelFunctionBinding.from(
              overload,
              String.class,
              String.class,
              (text, regex) -> with(regex, pattern -> pattern.find(text))));
    }
    functions.member(
        "find",
        "string_find_string",
        SimpleType.STRING,
        Operand.TEXT,
        Operand.TEXT,
        RegexFunctions::find);
    functions.member(
        "findAll",
        "string_find_all_string",
        STRINGS,
        Operand.TEXT,
        Operand.TEXT,
        (text, regex) -> findAll(text, regex, -1));
    functions.declare(
        "findAll",
        CelOverloadDecl.newMemberOverload(
            "string_find_all_string_int",
            STRINGS,
            SimpleType.STRING,
            SimpleType.STRING,
            SimpleType.INT));
    functions.bind(
        "findAll",
        "string_find_all_string_int",
        List.of(String.class, String.class, Long.class),
        args -> findAll((String) args[0], (String) args[1], (Long) args[2]));
  }

  private static String find(String text, String regex) {
    var found = findAll(text, regex, 1);
    return found.isEmpty() ? "" : found.getFirst();
  }

  /**
   * @param limit how many to find at most; negative for all
   */
  private static List<String> findAll(String text, String regex, long limit) {
    return with(regex, pattern -> pattern.findAll(text, limit));
  }

  private interface Matching<T> {
    T with(LinearPattern pattern);
  }

  private static <T> T with(String regex, Matching<T> matching) {
    try {
      return matching.with(LinearPattern.of(regex));
    } catch (InvalidPatternException | TooCostlyException e) {
      throw new CelInvalidArgumentException(e.getMessage());
    }
  }
}
