package dev.quarterdeck.kinds.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.AddressWarnings;
import dev.quarterdeck.kinds.NodeLabelWarnings;
import dev.quarterdeck.kinds.volume.VolumeWarnings;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Advice on pods and templates that are valid and yet not what their author means. */
public final class PodWarnings {

  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

  private PodWarnings() {}

  /** Advice on a new pod. */
  public static List<String> ofPod(ObjectNode pod) {
    var object = Field.root(pod);
    var warnings = new ArrayList<String>();
    var problems = Names.dns1123Label(object.get("metadata", "name").text());
    if (!problems.isEmpty()) {
      warnings.add(
          "metadata.name: this is used in the Pod's hostname, which can result in surprising"
              + " behavior; a DNS label is recommended: [%s]"
                  .formatted(String.join(" ", problems)));
    }
    warnings.addAll(ofTemplate(object));
    return warnings;
  }

  /** Advice on the addresses in a pod's status. */
  public static List<String> ofStatus(ObjectNode pod) {
    var warnings = new AddressWarnings();
    for (var list : List.of("podIPs", "hostIPs")) {
      Field.root(pod).get("status", list).each(item -> warnings.ip(item.get("ip")));
    }
    return warnings.all();
  }

  /**
   * @param holder what has metadata and spec: a template, or a pod itself
   */
  public static List<String> ofTemplate(Field holder) {
    var warnings = new ArrayList<String>();
    var spec = holder.get("spec");
    nodeLabels(spec, warnings);
    AnnotationWarnings.ofPod(holder, warnings);
    spec.get("volumes").each(volume -> volume(volume, warnings));
    VolumePathWarnings.collect(spec.get("volumes"), warnings);
    repeated(spec.get("hostAliases"), "ip", warnings);
    repeated(spec.get("imagePullSecrets"), "name", warnings);
    for (var secret : spec.get("imagePullSecrets").items()) {
      if (secret.get("name").absent()) {
        warnings.add(secret.get("name").path() + ": invalid empty name \"\"");
      }
    }
    for (var resource : ContainerWarnings.BYTES) {
      VolumeWarnings.fractional(spec.get("overhead").key(resource), warnings);
    }
    AnnotationWarnings.seccomp(holder, warnings);
    ContainerWarnings.collect(holder, warnings);
    PortWarnings.collect(spec, warnings);
    var grace = spec.get("terminationGracePeriodSeconds");
    if (grace.number() < 0) {
      warnings.add(
          grace.path() + ": must be >= 0; negative values are invalid and will be treated as 1");
    }
    for (var affinity : List.of("podAffinity", "podAntiAffinity")) {
      podAffinity(spec.get("affinity", affinity), warnings);
    }
    addresses(spec, warnings);
    return warnings;
  }

  /** All containers of a pod, in the order Kubernetes goes through them. */
  static List<Field> containers(Field spec) {
    var containers = new ArrayList<Field>();
    PodSpecDefaults.CONTAINER_LISTS.forEach(list -> containers.addAll(spec.get(list).items()));
    return containers;
  }

  private static void nodeLabels(Field spec, List<String> warnings) {
    for (var label : spec.get("nodeSelector").keys()) {
      NodeLabelWarnings.on(label)
          .ifPresent(
              advice -> warnings.add(spec.get("nodeSelector").key(label).path() + ": " + advice));
    }
    var affinity = spec.get("affinity", "nodeAffinity");
    for (var term : affinity.get(REQUIRED, "nodeSelectorTerms").items()) {
      NodeLabelWarnings.term(term, false, warnings);
    }
    for (var preferred : affinity.get(PREFERRED).items()) {
      NodeLabelWarnings.term(preferred.get("preference"), true, warnings);
    }
    for (var constraint : spec.get("topologySpreadConstraints").items()) {
      NodeLabelWarnings.key(constraint.get("topologyKey"), warnings);
      matchesNothing(constraint.get("labelSelector"), warnings);
    }
  }

  private static void podAffinity(Field affinity, List<String> warnings) {
    for (var term : affinity.get(REQUIRED).items()) {
      matchesNothing(term.get("labelSelector"), warnings);
    }
    for (var preferred : affinity.get(PREFERRED).items()) {
      matchesNothing(preferred.get("podAffinityTerm", "labelSelector"), warnings);
    }
  }

  private static void matchesNothing(Field selector, List<String> warnings) {
    if (!selector.given()) {
      warnings.add(selector.path() + ": a null labelSelector results in matching no pod");
    }
  }

  private static void volume(Field volume, List<String> warnings) {
    VolumeWarnings.ofSource(volume, warnings);
    VolumeWarnings.ofClaimSpec(volume.get("ephemeral", "volumeClaimTemplate", "spec"), warnings);
  }

  private static void repeated(Field items, String key, List<String> warnings) {
    var seen = new HashSet<String>();
    for (var item : items.items()) {
      var value = item.get(key);
      if (!seen.add(value.text())) {
        warnings.add("%s: duplicate %s \"%s\"".formatted(value.path(), key, value.text()));
      }
    }
  }

  private static void addresses(Field spec, List<String> warnings) {
    var found = new AddressWarnings();
    spec.get("dnsConfig", "nameservers").each(found::ip);
    spec.get("hostAliases").each(alias -> found.ip(alias.get("ip")));
    warnings.addAll(found.all());
  }
}
