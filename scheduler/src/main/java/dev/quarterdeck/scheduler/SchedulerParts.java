package dev.quarterdeck.scheduler;

import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import dev.quarterdeck.scheduler.bind.PodStatusWriter;
import dev.quarterdeck.scheduler.permit.WaitingPodsMap;
import dev.quarterdeck.scheduler.queue.SchedulingQueue;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the stages of scheduling share.
 *
 * @param latest a pod as the API server has last shown it
 */
record SchedulerParts(
    SchedulingQueue queue,
    ClusterState cluster,
    WaitingPodsMap permits,
    PodStatusWriter statuses,
    EventRecorder events,
    SchedulerMetrics metrics,
    BackgroundWork background,
    Time time,
    Function<ObjectKey, Optional<Pod>> latest) {}
