package dev.quarterdeck.controllers.rootca;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import java.util.Map;
import java.util.Optional;

/** Decides what a namespace's {@code kube-root-ca.crt} lacks. */
final class RootCaPlan {

  static final String CONFIG_MAP = "kube-root-ca.crt";
  private static final String CA_KEY = "ca.crt";

  /** What to do for a namespace. */
  sealed interface Decision {

    /** The ConfigMap is as it should be, or its namespace is being deleted. */
    record Keep() implements Decision {}

    /** There is no ConfigMap yet. */
    record Create(ConfigMap configMap) implements Decision {}

    /** Somebody has changed the ConfigMap. */
    record Restore(ConfigMap present, Map<String, String> data) implements Decision {}
  }

  private RootCaPlan() {}

  /**
   * Decides for one namespace.
   *
   * @param caPem the certificate authority by which pods trust the API server
   */
  static Decision next(Namespace namespace, Optional<ConfigMap> configMap, String caPem) {
    if (namespace.getMetadata().getDeletionTimestamp() != null) {
      return new Decision.Keep();
    }
    var data = Map.of(CA_KEY, caPem);
    if (configMap.isEmpty()) {
      return new Decision.Create(configMap(namespace.getMetadata().getName(), data));
    }
    return data.equals(configMap.get().getData())
        ? new Decision.Keep()
        : new Decision.Restore(configMap.get(), data);
  }

  private static ConfigMap configMap(String namespace, Map<String, String> data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(CONFIG_MAP)
        .addToAnnotations(
            "kubernetes.io/description", "The certificate authority of this cluster's API server")
        .endMetadata()
        .withData(data)
        .build();
  }
}
