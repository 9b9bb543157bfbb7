package dev.quarterdeck.agent.reference;

import dev.quarterdeck.client.informer.Informer;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.node.v1.RuntimeClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;

/**
 * Looks up runtime handlers in the cluster's RuntimeClasses, of which it keeps an informer as the
 * kubelet does.
 */
public final class RuntimeClasses implements RuntimeHandlers, AutoCloseable {

  /** How long a lookup waits for the first list. */
  private static final Duration FIRST_LIST = Duration.ofSeconds(5);

  private final Informer<RuntimeClass> classes;

  private RuntimeClasses(Informer<RuntimeClass> classes) {
    this.classes = classes;
  }

  /** Starts the informer; lookups wait for its first list. */
  public static RuntimeClasses start(KubernetesClient client, Time time) {
    return new RuntimeClasses(Informer.builder(client, RuntimeClass.class, time).start());
  }

  @Override
  public LookupResult<String> handlerOf(Pod pod) {
    var name = pod.getSpec().getRuntimeClassName();
    if (name == null || name.isEmpty()) {
      return new LookupResult.Found<>("");
    }
    try {
      if (!classes.awaitSynced(FIRST_LIST)) {
        return new LookupResult.Unknown<>(
            "failed to sync runtimeclass cache: timed out waiting for the condition");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new LookupResult.Unknown<>("interrupted while looking up RuntimeClass " + name);
    }
    return classes
        .store()
        .get(new ObjectKey("", name))
        .<LookupResult<String>>map(found -> new LookupResult.Found<>(found.getHandler()))
        .orElseGet(LookupResult.Missing::new);
  }

  @Override
  public void close() {
    classes.close();
  }
}
