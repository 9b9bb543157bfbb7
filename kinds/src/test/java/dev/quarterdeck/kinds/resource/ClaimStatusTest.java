package dev.quarterdeck.kinds.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Strategy;
import dev.quarterdeck.kinds.Trees;
import dev.quarterdeck.kinds.builtin.Examples;
import dev.quarterdeck.model.FieldError;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the scheduler and drivers may write into a ResourceClaim's status. */
class ClaimStatusTest {

  private static final Strategy STRATEGY = Examples.strategy("ResourceClaim");
  private static final String GIVEN =
      "allocation: {devices: {results: [{request: gpu, driver: d.example.com, pool: n1, device:"
          + " gpu-0}]}}";

  private static ObjectNode claim() {
    return Trees.created(
        STRATEGY,
        Trees.yaml(
            "{metadata: {name: c, namespace: default}, spec: {devices: {requests: [{name: gpu,"
                + " exactly: {deviceClassName: big}}]}}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "GIVEN|",
        "GIVEN, reservedFor: [{resource: pods, name: p, uid: u}]|",
        "reservedFor: [{resource: pods, name: p, uid: u}]|status.reservedFor: Forbidden: may not be"
            + " specified when `allocated` is not set",
        "GIVEN, reservedFor: [{resource: pods, name: p}]|status.reservedFor[0].uid: Required value",
        "GIVEN, devices: [{driver: d.example.com, pool: n1, device: gpu-0}]|",
        "GIVEN, devices: [{driver: d.example.com, pool: n1, device: gpu-1}]|status.devices[0]: Invalid"
            + " value: \"d.example.com/n1/gpu-1\": must be an allocated device in the claim",
        "allocation: {devices: {results: [{request: nope, driver: d, pool: n1, device: g}]}}"
            + "|status.allocation.devices.results[0].request: Invalid value: \"nope\": must be the name"
            + " of a request in the claim or the name of a request and a subrequest separated by"
            + " '/'"
      })
  void onlyWhatIsAllocatedIsUsed(String status, String error) {
    var updated = Trees.with(claim(), "/status", "{" + status.replace("GIVEN", GIVEN) + "}");
    assertThat(Trees.updateErrors(STRATEGY, claim(), updated, Trees.STATUS))
        .extracting(FieldError::toString)
        .containsExactly(error == null ? new String[0] : new String[] {error});
  }

  @ParameterizedTest
  @CsvSource({"false, 1", "true, 0"})
  void anAllocationIsTakenBackWholeOrNotAtAll(boolean takenBack, int errors) {
    var given = Trees.with(claim(), "/status", "{" + GIVEN + "}");
    var changed =
        takenBack
            ? Trees.with(given, "/status/allocation", "-")
            : Trees.with(given, "/status/allocation/devices/results/0/device", "gpu-1");
    assertThat(Trees.updateErrors(STRATEGY, given, changed, Trees.STATUS)).hasSize(errors);
  }
}
