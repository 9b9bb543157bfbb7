package dev.quarterdeck.kinds.pod;

import dev.quarterdeck.kinds.volume.ClaimRules;
import dev.quarterdeck.kinds.volume.VolumeSourceRules;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.MetadataRules;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rules on a pod's volumes. */
final class VolumeRules {

  private static final int MAX_MODE = 0777;
  private static final List<String> MEDIUMS = List.of("", "Memory", "HugePages");

  private VolumeRules() {}

  /** Checks all; returns them by name, for mounts to refer to. */
  static Map<String, Field> check(Field volumes) {
    var byName = new HashMap<String, Field>();
    for (var volume : volumes.items()) {
      var name = volume.get("name");
      if (name.present() && byName.put(name.text(), volume) != null) {
        name.duplicate();
      }
      sources(volume);
    }
    return byName;
  }

  private static void sources(Field volume) {
    var sources =
        volume.keys().stream()
            .filter(key -> !key.equals("name") && volume.get(key).present())
            .toList();
    if (sources.isEmpty()) {
      volume.required("must specify a volume type");
      return;
    }
    sources.stream()
        .skip(1)
        .forEach(extra -> volume.get(extra).forbidden("may not specify more than 1 volume type"));
    source(volume.get(sources.getFirst()), sources.getFirst());
  }

  private static void source(Field source, String type) {
    switch (type) {
      case "emptyDir" -> emptyDir(source);
      case "secret", "configMap" -> {
        mode(source.get("defaultMode"));
        items(source);
      }
      case "downwardAPI" -> {
        mode(source.get("defaultMode"));
        downward(source);
      }
      case "projected" -> projected(source);
      case "csi" -> VolumeSourceRules.csiDriver(source.get("driver"));
      case "ephemeral" -> ephemeral(source.get("volumeClaimTemplate"));
      default -> VolumeSourceRules.check(source, type);
    }
  }

  private static void ephemeral(Field template) {
    if (template.absent()) {
      return;
    }
    MetadataRules.labels(template.get("metadata", "labels"));
    MetadataRules.annotations(template.get("metadata", "annotations"));
    ClaimRules.check(template.get("spec"));
  }

  private static void emptyDir(Field source) {
    var medium = source.get("medium").text();
    if (!MEDIUMS.contains(medium) && !medium.startsWith("HugePages-")) {
      source.get("medium").notSupported(MEDIUMS);
    }
  }

  private static void mode(Field mode) {
    if (mode.present() && (mode.number() < 0 || mode.number() > MAX_MODE)) {
      mode.invalid("must be a number between 0 and 0777 (octal), both inclusive");
    }
  }

  private static void items(Field source) {
    for (var item : source.get("items").items()) {
      MountRules.localPath(item.get("path"));
      mode(item.get("mode"));
    }
  }

  private static void downward(Field source) {
    for (var item : source.get("items").items()) {
      MountRules.localPath(item.get("path"));
      EnvRules.downward(item);
      mode(item.get("mode"));
    }
  }

  private static void projected(Field source) {
    mode(source.get("defaultMode"));
    Set<String> paths = new HashSet<>();
    for (var part : source.get("sources").items()) {
      downward(part.get("downwardAPI"));
      for (var named : List.of("secret", "configMap")) {
        items(part.get(named));
      }
      var token = part.get("serviceAccountToken");
      if (token.present()) {
        token(token);
        if (!paths.add(token.get("path").text())) {
          token.get("path").invalid("conflicting duplicate paths");
        }
      }
    }
  }

  private static void token(Field token) {
    MountRules.localPath(token.get("path"));
    var expiration = token.get("expirationSeconds");
    if (expiration.number() < 600) {
      expiration.invalid("may not specify a duration less than 10 minutes");
    } else if (expiration.number() > 1L << 32) {
      expiration.invalid("may not specify a duration larger than 2^32 seconds");
    }
  }
}
