package dev.quarterdeck.controllers.serviceaccount;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What each active namespace is given: an identity for its pods, and the cluster's CA. */
final class ServiceAccountPlan {

  static final String ACCOUNT = "default";
  static final String CONFIG_MAP = "kube-root-ca.crt";
  private static final String CA_KEY = "ca.crt";

  /** One thing to do for a namespace. */
  sealed interface Action {
    record CreateAccount(ServiceAccount account) implements Action {}

    record CreateConfigMap(ConfigMap configMap) implements Action {}

    record SetData(ConfigMap present, Map<String, String> data) implements Action {}
  }

  private ServiceAccountPlan() {}

  /**
   * Plans for one namespace; nothing for one that is going.
   *
   * @param caPem the certificate authority pods trust the API server by; empty to publish none
   */
  static List<Action> next(
      Namespace namespace,
      Optional<ServiceAccount> account,
      Optional<ConfigMap> configMap,
      String caPem) {
    if (namespace.getMetadata().getDeletionTimestamp() != null) {
      return List.of();
    }
    var name = namespace.getMetadata().getName();
    var actions = new ArrayList<Action>();
    if (account.isEmpty()) {
      actions.add(new Action.CreateAccount(account(name)));
    }
    if (caPem.isEmpty()) {
      return actions;
    }
    var data = Map.of(CA_KEY, caPem);
    if (configMap.isEmpty()) {
      actions.add(new Action.CreateConfigMap(configMap(name, data)));
    } else if (!data.equals(configMap.get().getData())) {
      actions.add(new Action.SetData(configMap.get(), data));
    }
    return actions;
  }

  private static ServiceAccount account(String namespace) {
    return new ServiceAccountBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(ACCOUNT)
        .endMetadata()
        .build();
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
