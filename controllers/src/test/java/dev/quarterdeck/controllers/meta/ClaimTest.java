package dev.quarterdeck.controllers.meta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimTest {

  private static final LabelSelector WEB = LabelSelector.of(Map.of("app", "web"));

  private static ConfigMap object(String uid, boolean going) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(uid)
        .withUid(uid)
        .withDeletionTimestamp(going ? "2026-01-01T00:00:00Z" : null)
        .endMetadata()
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    // controller, label, object going, owner going, claim
    "me, web, false, false, OWN",
    "me, web, true, true, OWN",
    "me, other, false, false, RELEASE",
    "me, other, false, true, IGNORE",
    "you, web, false, false, IGNORE",
    "'', web, false, false, ADOPT",
    "'', other, false, false, IGNORE",
    "'', web, true, false, IGNORE",
    "'', web, false, true, IGNORE"
  })
  void decidesByControllerThenByLabels(
      String controller, String label, boolean going, boolean ownerGoing, Claim claim) {
    var object = object("object", going);
    object.getMetadata().setLabels(Map.of("app", label));
    if (!controller.isEmpty()) {
      object
          .getMetadata()
          .getOwnerReferences()
          .add(Owners.controllerReference(object(controller, false)));
    }
    assertThat(Claim.of(object, object("me", ownerGoing), WEB)).isEqualTo(claim);
  }
}
