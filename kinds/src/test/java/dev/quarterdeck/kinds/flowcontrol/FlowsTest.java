package dev.quarterdeck.kinds.flowcontrol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kinds.Strategy;
import dev.quarterdeck.kinds.Trees;
import dev.quarterdeck.kinds.builtin.Examples;
import dev.quarterdeck.model.FieldError;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The flow-control objects every cluster begins with, and what becomes of FlowSchemas. */
class FlowsTest {

  private static final Strategy SCHEMAS = Examples.strategy("FlowSchema");
  private static final Strategy LEVELS = Examples.strategy("PriorityLevelConfiguration");

  @Test
  void theOnesAClusterBeginsWithAreValidAndComplete() {
    assertThat(BuiltInFlows.of("FlowSchema")).hasSize(13);
    for (var schema : BuiltInFlows.of("FlowSchema")) {
      var created = Trees.created(SCHEMAS, schema);
      assertThat(SCHEMAS.validate(created)).isEmpty();
      assertThat(created.path("spec")).isEqualTo(schema.path("spec"));
    }
    assertThat(BuiltInFlows.of("PriorityLevelConfiguration")).hasSize(8);
    for (var level : BuiltInFlows.of("PriorityLevelConfiguration")) {
      var created = Trees.created(LEVELS, level);
      assertThat(LEVELS.validate(created)).isEmpty();
      assertThat(created.path("spec")).isEqualTo(level.path("spec"));
    }
  }

  @Test
  void theMandatoryOnesStayAsTheyAre() {
    var exempt = BuiltInFlows.schema("exempt").orElseThrow();
    assertThat(SCHEMAS.validate(Trees.with(exempt, "/spec/matchingPrecedence", "2")))
        .extracting(FieldError::detail)
        .containsExactly("spec of 'exempt' must equal the fixed value");
    var rest = BuiltInFlows.level("catch-all").orElseThrow();
    assertThat(LEVELS.validate(Trees.with(rest, "/spec/limited/lendablePercent", "2")))
        .extracting(FieldError::detail)
        .containsExactly("spec of 'catch-all' must equal the fixed value");
  }

  @Test
  void aSchemaSaysWhetherItsLevelIsThere() {
    var schema = Trees.yaml("{spec: {priorityLevelConfiguration: {name: mine}}}");
    var found = FlowSchemaStatus.update(schema, Set.of("mine"), Trees.NOW).orElseThrow();
    assertThat(found.at("/status/conditions/0/status").asText()).isEqualTo("False");
    assertThat(FlowSchemaStatus.update(found, Set.of("mine"), Trees.NOW)).isEmpty();
    var lost = FlowSchemaStatus.update(found, Set.of(), Trees.NOW).orElseThrow();
    assertThat(lost.at("/status/conditions/0/reason").asText()).isEqualTo("NotFound");
  }
}
