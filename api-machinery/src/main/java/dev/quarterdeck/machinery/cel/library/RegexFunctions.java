package dev.quarterdeck.machinery.cel.library;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.List;

/** {@code find} and {@code findAll}, over RE2 as {@code matches} is: linear in the text. */
final class RegexFunctions {

  private static final ListType STRINGS = ListType.create(SimpleType.STRING);
  private static final int MAX_PATTERN = 8_192;

  private RegexFunctions() {}

  static void addTo(Functions functions) {
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
    var matcher = compiled(regex).matcher(text);
    return matcher.find() ? matcher.group() : "";
  }

  /**
   * @param limit how many to find at most; negative for all
   */
  private static List<String> findAll(String text, String regex, long limit) {
    var matcher = compiled(regex).matcher(text);
    var found = new ArrayList<String>();
    while ((limit < 0 || found.size() < limit) && matcher.find()) {
      found.add(matcher.group());
    }
    return found;
  }

  private static Pattern compiled(String regex) {
    if (regex.length() > MAX_PATTERN) {
      throw new CelInvalidArgumentException(
          "a regular expression has at most " + MAX_PATTERN + " characters");
    }
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new CelInvalidArgumentException("Illegal regex: " + e.getMessage());
    }
  }
}
