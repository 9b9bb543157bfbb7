package dev.quarterdeck.model.scheduling;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.utils.Serialization;

/** Objects written as YAML in flow style. */
final class Parsed {

  private Parsed() {}

  static <T> T parse(Class<T> type, String yaml) {
    return Serialization.unmarshal("---\n" + yaml, type);
  }

  static PodSpec spec(String yaml) {
    return parse(PodSpec.class, yaml);
  }

  static Pod pod(String spec, String status) {
    return parse(
        Pod.class, "{kind: Pod, apiVersion: v1, spec: %s, status: %s}".formatted(spec, status));
  }
}
