package dev.quarterdeck.kinds.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kinds.Trees;
import dev.quarterdeck.kinds.builtin.Examples;
import dev.quarterdeck.model.FieldError;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the template of a Job's pods may change. */
class JobChangesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true | {} | nodeSelector | ",
        "true | {startTime: '2026-01-01T12:00:00Z'} | nodeSelector | spec.template",
        "true | {startTime: '2026-01-01T12:00:00Z', conditions: [{type: Suspended, status: 'True'}]} |"
            + " nodeSelector | ",
        "true | {active: 1, conditions: [{type: Suspended, status: 'True'}]} | nodeSelector |"
            + " spec.template",
        "false | {} | nodeSelector | spec.template",
        "true | {} | overhead | spec.template.spec",
      })
  void onlyWhileNoPodIsThere(String suspend, String status, String field, String refused) {
    var strategy = Examples.strategy("Job");
    var job = Trees.with(Examples.of("Job"), "/spec/suspend", suspend);
    var stored = Trees.with(Trees.created(strategy, job), "/status", status);
    var updated = Trees.with(stored, "/spec/template/spec/" + field, "{cpu: '1'}");
    assertThat(Trees.updateErrors(strategy, stored, updated, Trees.PLAIN))
        .extracting(FieldError::field)
        .containsExactly(refused == null ? new String[0] : new String[] {refused});
  }
}
