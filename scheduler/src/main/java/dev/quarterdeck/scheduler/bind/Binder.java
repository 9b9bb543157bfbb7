package dev.quarterdeck.scheduler.bind;

import dev.quarterdeck.client.ApiClient;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** Tells the API server where pods go, and why some go nowhere. */
public final class Binder {

  /** How a binding came out. */
  public sealed interface Outcome {
    record Bound() implements Outcome {}

    /** The pod is gone or has a node already: nothing to do. */
    record Moot(String why) implements Outcome {}

    record Failed(String why) implements Outcome {}
  }

  private final KubernetesClient client;

  public Binder(KubernetesClient client) {
    this.client = client;
  }

  /** Posts {@code pods/binding}; the uid guards against a pod deleted and made anew. */
  public Outcome bind(PodInfo pod, String node) {
    var binding =
        new BindingBuilder()
            .withNewMetadata()
            .withNamespace(pod.key().namespace())
            .withName(pod.key().name())
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
      client.raw(path(pod) + "/binding", "POST", binding);
      return new Outcome.Bound();
    } catch (KubernetesClientException e) {
      return e.getCode() == 404 || e.getCode() == 409
          ? new Outcome.Moot(ApiClient.reason(e))
          : new Outcome.Failed(ApiClient.reason(e));
    }
  }

  private static String path(PodInfo pod) {
    return "/api/v1/namespaces/%s/pods/%s".formatted(pod.key().namespace(), pod.key().name());
  }

  /** Names a pod in events. */
  public static ObjectReference reference(PodInfo pod) {
    return new ObjectReferenceBuilder()
        .withApiVersion("v1")
        .withKind("Pod")
        .withNamespace(pod.key().namespace())
        .withName(pod.key().name())
        .withUid(pod.uid())
        .build();
  }
}
