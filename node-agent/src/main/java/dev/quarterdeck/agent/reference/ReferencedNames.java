package dev.quarterdeck.agent.reference;

import dev.quarterdeck.agent.plan.EphemeralContainers;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the ConfigMaps and Secrets to which a pod refers. */
final class ReferencedNames {

  enum Kind {
    CONFIG_MAP,
    SECRET
  }

  record Reference(Kind kind, ObjectKey key) {}

  private final String namespace;
  private final Set<Reference> found = new HashSet<>();

  private ReferencedNames(String namespace) {
    this.namespace = namespace;
  }

  static Set<Reference> of(Pod pod) {
    var references = new ReferencedNames(pod.getMetadata().getNamespace());
    var spec = pod.getSpec();
    Stream.concat(
            orEmpty(spec.getInitContainers()).stream(), orEmpty(spec.getContainers()).stream())
        .forEach(references::collect);
    EphemeralContainers.of(pod).forEach(references::collect);
    orEmpty(spec.getVolumes()).forEach(references::collect);
    orEmpty(spec.getImagePullSecrets()).stream()
        .map(LocalObjectReference::getName)
        .forEach(name -> references.add(Kind.SECRET, name));
    return references.found;
  }

  private void add(Kind kind, String name) {
    if (name != null && !name.isEmpty()) {
      found.add(new Reference(kind, new ObjectKey(namespace, name)));
    }
  }

  private void collect(Container container) {
    orEmpty(container.getEnvFrom()).forEach(this::collect);
    orEmpty(container.getEnv()).forEach(this::collect);
  }

  private void collect(EnvFromSource source) {
    if (source.getConfigMapRef() != null) {
      add(Kind.CONFIG_MAP, source.getConfigMapRef().getName());
    }
    if (source.getSecretRef() != null) {
      add(Kind.SECRET, source.getSecretRef().getName());
    }
  }

  private void collect(EnvVar variable) {
    var source = variable.getValueFrom();
    if (source != null && source.getConfigMapKeyRef() != null) {
      add(Kind.CONFIG_MAP, source.getConfigMapKeyRef().getName());
    }
    if (source != null && source.getSecretKeyRef() != null) {
      add(Kind.SECRET, source.getSecretKeyRef().getName());
    }
  }

  private void collect(Volume volume) {
    if (volume.getConfigMap() != null) {
      add(Kind.CONFIG_MAP, volume.getConfigMap().getName());
    }
    if (volume.getSecret() != null) {
      add(Kind.SECRET, volume.getSecret().getSecretName());
    }
    if (volume.getProjected() != null) {
      for (var source : orEmpty(volume.getProjected().getSources())) {
        if (source.getConfigMap() != null) {
          add(Kind.CONFIG_MAP, source.getConfigMap().getName());
        }
        if (source.getSecret() != null) {
          add(Kind.SECRET, source.getSecret().getName());
        }
      }
    }
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : list;
  }
}
