package dev.quarterdeck.kinds.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kinds.Trees;
import dev.quarterdeck.kinds.builtin.Examples;
import dev.quarterdeck.model.FieldError;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may change in a claim that is bound. */
class ClaimChangesTest {

  private static final String IMMUTABLE =
      "spec: Forbidden: spec is immutable after creation except resources.requests and"
          + " volumeAttributesClassName for bound claims";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{phase: Bound}|/spec/resources/requests/storage|20Gi|",
        "{phase: Bound}|/spec/resources/requests/storage|9Gi|",
        "{phase: Bound, capacity: {storage: 10Gi}}|/spec/resources/requests/storage|9Gi"
            + "|spec.resources.requests.storage: Forbidden: field can not be less than status.capacity",
        "{phase: Bound}|/spec/volumeAttributesClassName|silver|",
        "{phase: Bound}|/spec/volumeAttributesClassName|-|",
        "{phase: Bound, currentVolumeAttributesClassName: gold}|/spec/volumeAttributesClassName|-"
            + "|spec.volumeAttributesClassName: Forbidden: update to nil is forbidden when"
            + " status.currentVolumeAttributesClassName is not nil",
        "{phase: Bound, currentVolumeAttributesClassName: gold}|/spec/volumeAttributesClassName|''"
            + "|spec.volumeAttributesClassName: Forbidden: update to empty string is forbidden when"
            + " status.currentVolumeAttributesClassName is not nil",
        "{phase: Bound}|/spec/accessModes|[ReadOnlyMany]|" + IMMUTABLE,
        "{phase: Pending}|/spec/resources/requests/storage|20Gi|" + IMMUTABLE,
        "{phase: Pending}|/spec/volumeAttributesClassName|silver|" + IMMUTABLE,
      })
  void aChangeOfSpec(String status, String pointer, String value, String error) {
    var strategy = Examples.strategy("PersistentVolumeClaim");
    var example = Examples.of("PersistentVolumeClaim");
    var stored =
        Trees.with(
            Trees.created(strategy, Trees.with(example, "/spec/volumeAttributesClassName", "gold")),
            "/status",
            status);
    var updated = Trees.with(stored, pointer, value);
    assertThat(Trees.updateErrors(strategy, stored, updated, Trees.PLAIN))
        .extracting(FieldError::toString)
        .containsExactly(error == null ? new String[0] : new String[] {error});
  }
}
