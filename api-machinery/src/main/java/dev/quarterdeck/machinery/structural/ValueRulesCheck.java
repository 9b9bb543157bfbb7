package dev.quarterdeck.machinery.structural;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.pattern.TooCostlyException;
import dev.quarterdeck.model.FieldError;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;

/** The rules a schema states about one value, apart from what is in it. */
final class ValueRulesCheck {

  /** A number beyond this many digits is compared by its sign and size only, never divided. */
  private static final int MOST_DIGITS = 400;

  private ValueRulesCheck() {}

  static FieldError wrongType(String path, String wanted, String actual) {
    return new FieldError(
        FieldError.Type.TYPE_INVALID,
        path,
        actual,
        "%s must be of type %s: \"%s\"".formatted(in(path), wanted, actual));
  }

  private static String in(String path) {
    return path.isEmpty() ? path + "in body" : path + " in body";
  }

  static void scalar(JsonNode value, ValueRules rules, String path, List<FieldError> errors) {
    if (value.isTextual()) {
      text(value.textValue(), rules, path, errors);
    } else if (value.isNumber()) {
      number(value, rules, path, errors);
    }
  }

  private static void text(String text, ValueRules rules, String path, List<FieldError> errors) {
    var length = text.codePointCount(0, text.length());
    if (rules.maxLength() != null && length > rules.maxLength()) {
      errors.add(
          new FieldError(
              FieldError.Type.TOO_LONG,
              path,
              null,
              "may not be more than %d bytes".formatted(rules.maxLength())));
    }
    if (rules.minLength() != null && length < rules.minLength()) {
      errors.add(
          invalid(path, text, "should be at least %d chars long".formatted(rules.minLength())));
    }
    if (rules.compiledPattern() != null) {
      pattern(text, rules, path, errors);
    }
    if (!rules.format().isEmpty() && !Formats.accepts(rules.format(), text)) {
      errors.add(
          new FieldError(
              FieldError.Type.TYPE_INVALID,
              path,
              text,
              "%s must be of type %s: \"%s\"".formatted(in(path), rules.format(), text)));
    }
  }

  private static void pattern(String text, ValueRules rules, String path, List<FieldError> errors) {
    try {
      if (!rules.compiledPattern().find(text)) {
        errors.add(invalid(path, text, "should match '%s'".formatted(rules.pattern())));
      }
    } catch (TooCostlyException tooCostly) {
      errors.add(
          FieldError.forbidden(
              path, "should match '%s': %s".formatted(rules.pattern(), tooCostly.getMessage())));
    }
  }

  private static void number(
      JsonNode value, ValueRules rules, String path, List<FieldError> errors) {
    var number = value.decimalValue();
    if (rules.multipleOf() != null && !multiple(number, rules.multipleOf())) {
      errors.add(invalid(path, value, "should be a multiple of " + shortest(rules.multipleOf())));
    }
    if (rules.maximum() != null) {
      var order = number.compareTo(rules.maximum());
      if (order > 0 || order == 0 && rules.exclusiveMaximum()) {
        var orEqual = rules.exclusiveMaximum() ? "" : "or equal to ";
        errors.add(
            invalid(path, value, "should be less than " + orEqual + shortest(rules.maximum())));
      }
    }
    if (rules.minimum() != null) {
      var order = number.compareTo(rules.minimum());
      if (order < 0 || order == 0 && rules.exclusiveMinimum()) {
        var orEqual = rules.exclusiveMinimum() ? "" : "or equal to ";
        errors.add(
            invalid(path, value, "should be greater than " + orEqual + shortest(rules.minimum())));
      }
    }
  }

  /** A number of absurd size would take absurdly long to divide; it counts as no multiple. */
  private static boolean multiple(BigDecimal number, BigDecimal of) {
    if (of.signum() == 0) {
      return true;
    }
    var digits = Math.abs((long) number.precision() - number.scale());
    return digits <= MOST_DIGITS
        && Math.abs(number.scale()) <= MOST_DIGITS
        && Math.abs(of.scale()) <= MOST_DIGITS
        && number.remainder(of).signum() == 0;
  }

  private static String shortest(BigDecimal number) {
    var stripped = number.stripTrailingZeros();
    return Math.abs(stripped.scale()) > 21 ? stripped.toString() : stripped.toPlainString();
  }

  static void object(ObjectNode object, ValueRules rules, String path, List<FieldError> errors) {
    for (var name : rules.required()) {
      if (!object.has(name)) {
        errors.add(FieldError.required(path.isEmpty() ? name : path + "." + name, ""));
      }
    }
    if (rules.minProperties() != null && object.size() < rules.minProperties()) {
      errors.add(
          invalid(
              path,
              object.size(),
              "should have at least %d properties".formatted(rules.minProperties())));
    }
    if (rules.maxProperties() != null && object.size() > rules.maxProperties()) {
      errors.add(tooMany(path, object.size(), rules.maxProperties()));
    }
  }

  static void array(ArrayNode array, ValueRules rules, String path, List<FieldError> errors) {
    if (rules.minItems() != null && array.size() < rules.minItems()) {
      errors.add(
          invalid(path, array.size(), "should have at least %d items".formatted(rules.minItems())));
    }
    if (rules.maxItems() != null && array.size() > rules.maxItems()) {
      errors.add(tooMany(path, array.size(), rules.maxItems()));
    }
    if (rules.uniqueItems()) {
      var seen = new HashSet<JsonNode>();
      for (var item : array) {
        if (!seen.add(Numbers.plain(item))) {
          errors.add(invalid(path, "", "shouldn't contain duplicates"));
          return;
        }
      }
    }
  }

  static void enumeration(JsonNode value, ValueRules rules, String path, List<FieldError> errors) {
    if (rules.enumValues().isEmpty()
        || rules.enumValues().stream().anyMatch(allowed -> Numbers.equal(allowed, value))) {
      return;
    }
    var supported =
        rules.enumValues().stream()
            .map(allowed -> allowed.isTextual() ? allowed.textValue() : allowed.toString())
            .toList();
    errors.add(FieldError.notSupported(path, FieldValues.shown(value), supported));
  }

  private static FieldError tooMany(String path, int actual, long max) {
    return new FieldError(
        FieldError.Type.TOO_MANY, path, actual, "must have at most %d items".formatted(max));
  }

  private static FieldError invalid(String path, Object value, String what) {
    return FieldError.invalid(path, value, in(path) + " " + what);
  }
}
