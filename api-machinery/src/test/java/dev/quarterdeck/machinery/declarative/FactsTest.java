package dev.quarterdeck.machinery.declarative;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.machinery.schema.Property;
import dev.quarterdeck.machinery.schema.Schemas;
import dev.quarterdeck.machinery.schema.Shape;
import dev.quarterdeck.machinery.schema.Shape.ScalarType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether what the facts table says of each field can hold of a field of its type. */
class FactsTest {

  static Stream<Arguments> fields() {
    var found = new LinkedHashMap<String, Property>();
    for (var kind : Schemas.load().kinds()) {
      var words = kind.split("/");
      collect(Schemas.load().type(words[0], words[1], words[2]).orElseThrow().shape(), found);
    }
    return found.entrySet().stream()
        .filter(entry -> entry.getValue().rules().fills() || entry.getValue().rules().refuses())
        .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  private static void collect(Shape shape, Map<String, Property> found) {
    switch (shape) {
      case Shape.Struct struct -> {
        for (var field : struct.fields().values()) {
          if (found.put(struct.definition() + "." + field.name(), field) == null) {
            collect(field.shape(), found);
          }
        }
      }
      case Shape.ListOf(var element) -> collect(element, found);
      case Shape.MapOf(var value) -> collect(value, found);
      case Shape.Scalar _, Shape.Anything _ -> {}
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fields")
  void fitTheFieldsType(String name, Property field) {
    var rules = field.rules();
    var shape = field.shape();
    assertThat(rules.form()).satisfiesAnyOf(form -> assertThat(form).isEmpty(), FactsTest::isKnown);
    assertThat(rules.least() == null || isNumber(shape)).as("min").isTrue();
    assertThat(rules.unique() == null || shape instanceof Shape.ListOf).as("unique").isTrue();
    assertThat(rules.most() == null || shape instanceof Shape.ListOf || isText(shape))
        .as("max")
        .isTrue();
    assertThat(!rules.roundsToMilli() || isAmounts(shape)).as("milli").isTrue();
    assertThat(!rules.fillsZero() || isNumber(shape)).as("fill0").isTrue();
    if (rules.fill() != null && rules.fill().isTextual() && !rules.values().isEmpty()) {
      assertThat(rules.values()).contains(rules.fill().asText());
    }
    if (rules.unique() != null && !rules.unique().isEmpty()) {
      assertThat(((Shape.Struct) ((Shape.ListOf) shape).element()).field(rules.unique()))
          .isNotNull();
    }
  }

  private static void isKnown(String form) {
    assertThat(Forms.has(form)).as(form).isTrue();
  }

  private static boolean isNumber(Shape shape) {
    return shape instanceof Shape.Scalar(var type)
        && (type == ScalarType.INT32 || type == ScalarType.INT64);
  }

  private static boolean isText(Shape shape) {
    return shape instanceof Shape.Scalar(var type) && type == ScalarType.STRING;
  }

  private static boolean isAmounts(Shape shape) {
    return shape.equals(new Shape.MapOf(new Shape.Scalar(ScalarType.QUANTITY)));
  }
}
