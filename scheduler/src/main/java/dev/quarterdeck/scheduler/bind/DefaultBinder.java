package dev.quarterdeck.scheduler.bind;

import dev.quarterdeck.client.ApiClient;
import dev.quarterdeck.scheduler.framework.BindPlugin;
import dev.quarterdeck.scheduler.framework.CycleState;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** Binds pods through {@code pods/binding}. */
public final class DefaultBinder implements BindPlugin {

  private final KubernetesClient client;

  public DefaultBinder(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public String name() {
    return "DefaultBinder";
  }

  /** The uid in the Binding guards against a pod that was deleted and created anew. */
  @Override
  public Status bind(CycleState state, PodInfo pod, String node) {
    var key = pod.key();
    var binding =
        new BindingBuilder()
            .withNewMetadata()
            .withNamespace(key.namespace())
            .withName(key.name())
            .withUid(pod.uid())
            .endMetadata()
            .withTarget(
                new ObjectReferenceBuilder()
                    .withApiVersion("v1")
                    .withKind("Node")
                    .withName(node)
                    .build())
            .build();
    try {
      var path = "/api/v1/namespaces/%s/pods/%s/binding".formatted(key.namespace(), key.name());
      client.raw(path, "POST", binding);
      return Status.SUCCESS;
    } catch (KubernetesClientException e) {
      return new Status.Error(ApiClient.reason(e), e);
    }
  }
}
