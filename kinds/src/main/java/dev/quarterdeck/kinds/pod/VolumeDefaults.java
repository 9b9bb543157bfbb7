package dev.quarterdeck.kinds.pod;

import static dev.quarterdeck.machinery.Tree.fill;
import static dev.quarterdeck.machinery.Tree.objects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.volume.ClaimRules;
import dev.quarterdeck.kinds.volume.VolumeSourceDefaults;
import java.util.List;

/** The defaults of one volume of a pod. */
final class VolumeDefaults {

  /** 0644 */
  private static final int DEFAULT_MODE = 420;

  private VolumeDefaults() {}

  static void apply(ObjectNode volume) {
    if (volume.size() == 1 && volume.has("name")) {
      volume.putObject("emptyDir");
    }
    for (var source : List.of("configMap", "secret", "projected", "downwardAPI")) {
      if (volume.get(source) instanceof ObjectNode node) {
        fill(node, "defaultMode", DEFAULT_MODE);
      }
    }
    items(volume);
    VolumeSourceDefaults.apply(volume);
    objects(volume.path("projected"), "sources").forEach(VolumeDefaults::source);
    if (volume.path("ephemeral").path("volumeClaimTemplate").get("spec") instanceof ObjectNode c) {
      ClaimRules.applyDefaults(c);
    }
  }

  private static void source(ObjectNode source) {
    items(source);
    if (source.get("serviceAccountToken") instanceof ObjectNode token) {
      fill(token, "expirationSeconds", 3600);
    }
  }

  private static void items(ObjectNode holder) {
    objects(holder.path("downwardAPI"), "items").forEach(ContainerDefaults::fieldRef);
  }
}
