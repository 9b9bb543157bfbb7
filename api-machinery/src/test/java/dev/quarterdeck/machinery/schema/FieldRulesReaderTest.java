package dev.quarterdeck.machinery.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.quarterdeck.machinery.schema.Shape.ListOf;
import dev.quarterdeck.machinery.schema.Shape.Scalar;
import dev.quarterdeck.machinery.schema.Shape.ScalarType;
import dev.quarterdeck.model.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldRulesReaderTest {

  private static final Shape TEXT = new Scalar(ScalarType.STRING);

  private static FieldRules read(Map<String, String> facts, Shape shape) {
    return FieldRulesReader.read(facts, shape);
  }

  @Test
  void whatIsFilledInIsANodeAsAParserMakesIt() {
    var numberOrText = new Scalar(ScalarType.INT_OR_STRING);
    assertThat(read(Map.of("default", "A"), TEXT).fill()).isEqualTo(TextNode.valueOf("A"));
    assertThat(read(Map.of("fill", "3"), new Scalar(ScalarType.INT64)).fill())
        .isEqualTo(IntNode.valueOf(3));
    assertThat(read(Map.of("fill", "true"), new Scalar(ScalarType.BOOLEAN)).fill())
        .isEqualTo(BooleanNode.TRUE);
    assertThat(read(Map.of("fill", "1"), numberOrText).fill()).isEqualTo(IntNode.valueOf(1));
    assertThat(read(Map.of("fill", "25%"), numberOrText).fill()).isEqualTo(TextNode.valueOf("25%"));
    assertThat(read(Map.of("fill", "[A,B]"), new ListOf(TEXT)).fill())
        .isEqualTo(Json.array().add("A").add("B"));
    assertThat(read(Map.of("fill", "{}"), Shape.Struct.of("S")).fill()).isEqualTo(Json.object());
    var zero = read(Map.of("fill0", "3"), new Scalar(ScalarType.INT32));
    assertThat(zero.fillsZero()).isTrue();
    assertThat(zero.fill()).isEqualTo(IntNode.valueOf(3));
  }

  @Test
  void whatIsRefusedIsRead() {
    var rules =
        read(
            Map.of(
                "needed", "", "values", "A,B", "min", "1", "max", "9", "unique", "", "form", "f"),
            TEXT);
    assertThat(rules)
        .isEqualTo(new FieldRules(null, false, false, true, List.of("A", "B"), 1L, 9, "", "f"));
    assertThat(rules.refuses()).isTrue();
    assertThat(read(Map.of("merge", "", "required", ""), TEXT)).isSameAs(FieldRules.NONE);
  }
}
