package dev.quarterdeck.scheduler.bind;

import dev.quarterdeck.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;

/** Names pods in events. */
public final class EventSubjects {

  private EventSubjects() {}

  public static ObjectReference of(PodInfo pod) {
    return new ObjectReferenceBuilder()
        .withApiVersion("v1")
        .withKind("Pod")
        .withNamespace(pod.key().namespace())
        .withName(pod.key().name())
        .withUid(pod.uid())
        .build();
  }
}
