package dev.quarterdeck.machinery.structural;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.machinery.pattern.LinearPattern;
import java.math.BigDecimal;
import java.util.List;

/**
 * What JSON schema asks of a value: bounds, patterns, enumerations and combinations. Null stands
 * for a rule that is not there.
 *
 * @param format such as {@code date-time}; empty for none
 * @param multipleOf greater than zero
 * @param pattern as written; null for none
 * @param compiledPattern null when there is none, or when it does not compile (which the
 *     definition's validation refuses)
 * @param required fields that must be there; never null
 * @param enumValues the values allowed; empty for any
 * @param allOf never null, as {@code anyOf} and {@code oneOf}
 * @param not null for none
 */
public record ValueRules(
    String format,
    BigDecimal maximum,
    boolean exclusiveMaximum,
    BigDecimal minimum,
    boolean exclusiveMinimum,
    BigDecimal multipleOf,
    Long maxLength,
    Long minLength,
    String pattern,
    LinearPattern compiledPattern,
    Long maxItems,
    Long minItems,
    boolean uniqueItems,
    Long maxProperties,
    Long minProperties,
    List<String> required,
    List<JsonNode> enumValues,
    List<StructuralSchema> allOf,
    List<StructuralSchema> anyOf,
    List<StructuralSchema> oneOf,
    StructuralSchema not) {

  /** Asks nothing. */
  public static final ValueRules NONE =
      new ValueRules(
          "", null, false, null, false, null, null, null, null, null, null, null, false, null, null,
          List.of(), List.of(), List.of(), List.of(), List.of(), null);
}
