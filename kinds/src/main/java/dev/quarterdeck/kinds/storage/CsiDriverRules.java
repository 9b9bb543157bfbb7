package dev.quarterdeck.kinds.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.validation.Field;
import java.util.List;
import java.util.Objects;

/** What a CSIDriver may say (ValidateCSIDriver). */
final class CsiDriverRules {

  private static final int MIN_UPDATE_PERIOD = 10;
  private static final int MIN_TOKEN_SECONDS = 600;
  private static final long MAX_TOKEN_SECONDS = 1L << 32;
  private static final List<String> MODES = List.of("Persistent", "Ephemeral");

  private CsiDriverRules() {}

  static void check(Field spec) {
    tokens(spec.get("tokenRequests"));
    var modes = spec.get("volumeLifecycleModes");
    modes.each(mode -> modes.with(mode.node()).noneBut(MODES));
    var period = spec.get("nodeAllocatableUpdatePeriodSeconds");
    if (period.present() && period.number() < MIN_UPDATE_PERIOD) {
      period.invalid("must be greater than or equal to 10 seconds");
    }
  }

  private static void tokens(Field requests) {
    for (var request : requests.items()) {
      var seconds = request.get("expirationSeconds");
      if (seconds.present() && seconds.number() < MIN_TOKEN_SECONDS) {
        seconds.invalid("may not specify a duration less than 10 minutes");
      } else if (seconds.number() > MAX_TOKEN_SECONDS) {
        seconds.invalid("may not specify a duration larger than 2^32 seconds");
      }
    }
  }

  static void checkUpdate(Field spec, JsonNode old) {
    spec.get("attachRequired")
        .named("spec.attachedRequired") // as Kubernetes spells it
        .unchanged(old.path("attachRequired"));
    spec.get("volumeLifecycleModes").unchanged(old.path("volumeLifecycleModes"));
  }

  static List<String> warnings(ObjectNode driver, ObjectNode old) {
    var spec = driver.path("spec");
    var isNews =
        old == null
            || !Objects.equals(spec.get("tokenRequests"), old.path("spec").get("tokenRequests"));
    return isNews
            && !spec.path("tokenRequests").isEmpty()
            && !spec.hasNonNull("serviceAccountTokenInSecrets")
        ? List.of(
            "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to"
                + " true to prevent possible logging of tokens in volume attributes")
        : List.of();
  }
}
