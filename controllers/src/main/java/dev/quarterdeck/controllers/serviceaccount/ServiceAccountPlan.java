package dev.quarterdeck.controllers.serviceaccount;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.util.Optional;

/** Decides whether a namespace lacks its {@code default} service account. */
final class ServiceAccountPlan {

  static final String ACCOUNT = "default";

  private ServiceAccountPlan() {}

  /** The account to create; empty when there is one, or when the namespace is being deleted. */
  static Optional<ServiceAccount> next(Namespace namespace, Optional<ServiceAccount> account) {
    if (account.isPresent() || namespace.getMetadata().getDeletionTimestamp() != null) {
      return Optional.empty();
    }
    return Optional.of(
        new ServiceAccountBuilder()
            .withNewMetadata()
            .withNamespace(namespace.getMetadata().getName())
            .withName(ACCOUNT)
            .endMetadata()
            .build());
  }
}
