package dev.quarterdeck.controllers.namespace;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;

/** Namespaces for tests. */
public final class Namespaces {

  private Namespaces() {}

  /** A namespace in use. */
  public static Namespace active(String name) {
    return new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build();
  }

  /** A namespace that is being deleted. */
  public static Namespace terminating(String name) {
    return new NamespaceBuilder(active(name))
        .editMetadata()
        .withDeletionTimestamp("2026-01-01T00:00:00Z")
        .endMetadata()
        .build();
  }
}
