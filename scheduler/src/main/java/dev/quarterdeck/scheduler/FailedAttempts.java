package dev.quarterdeck.scheduler;

import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.scheduler.bind.EventSubjects;
import dev.quarterdeck.scheduler.bind.PodStatusUpdate;
import dev.quarterdeck.scheduler.bind.VictimEviction;
import dev.quarterdeck.scheduler.framework.PostFilterResult;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.placement.Diagnosis;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts pods that could not be scheduled back into the queue and tells why. */
final class FailedAttempts {

  private static final Logger LOG = LoggerFactory.getLogger(FailedAttempts.class);

  /** Longer notes of events are refused by the API server. */
  private static final int LONGEST_NOTE = 1024;

  private static final String CUT = " ...";

  /** The pod loses the node it was nominated to. */
  private static final Optional<String> CLEAR_NOMINATION = Optional.of("");

  /** How writes to the API server are done: beside deciding, or at once by who is beside it. */
  interface Writing {
    void run(BackgroundWork.Work write) throws InterruptedException;
  }

  private final SchedulerParts parts;
  private final VictimEviction eviction;
  private final Writing writing;

  FailedAttempts(SchedulerParts parts, VictimEviction eviction, Writing writing) {
    this.parts = parts;
    this.eviction = eviction;
    this.writing = writing;
  }

  /** No node can take the pod, but room may be made for it. */
  void unschedulable(Attempt attempt, Diagnosis diagnosis, PostFilterResult postFilter)
      throws InterruptedException {
    unschedulable(attempt, diagnosis, postFilter.nominatedNode());
    if (postFilter.victims().isEmpty()) {
      return;
    }
    var node = postFilter.nominatedNode().orElse("");
    writing.run(() -> postFilter.victims().forEach(victim -> evict(victim, attempt.pod(), node)));
  }

  private void evict(PodInfo victim, PodInfo preemptor, String node) {
    // A pod that is only about to be bound gives its place back without being deleted.
    if (!parts.permits().preempt(victim.uid())) {
      eviction.evict(victim, preemptor, node);
    }
  }

  /** The node that was chosen cannot take the pod after all. */
  void unschedulable(Attempt attempt, Diagnosis diagnosis) throws InterruptedException {
    unschedulable(attempt, diagnosis, CLEAR_NOMINATION);
  }

  private void unschedulable(Attempt attempt, Diagnosis diagnosis, Optional<String> nominatedNode)
      throws InterruptedException {
    parts.metrics().attempted(attempt.profile(), "unschedulable", since(attempt));
    parts.queue().reject(attempt.queued(), diagnosis.rejectedBy(), diagnosis.pendingOn());
    report(attempt, "Unschedulable", diagnosis.message(), nominatedNode);
  }

  /** Something failed; the pod is tried again after a back-off. */
  void error(Attempt attempt, Status.Error error) throws InterruptedException {
    LOG.warn(
        "scheduling failed pod={} error=\"{}\"",
        attempt.pod().key(),
        error.message(),
        error.cause());
    parts.metrics().attempted(attempt.profile(), "error", since(attempt));
    parts.queue().fail(attempt.queued());
    report(attempt, "SchedulerError", error.message(), CLEAR_NOMINATION);
  }

  private Duration since(Attempt attempt) {
    return Duration.between(attempt.began(), parts.time().instant());
  }

  /** Tells by an event and the pod's status, unless the pod has gone or got a node meanwhile. */
  private void report(
      Attempt attempt, String reason, String message, Optional<String> nominatedNode)
      throws InterruptedException {
    var pod = attempt.pod();
    var latest = parts.latest().apply(pod.key());
    if (latest.filter(seen -> isStillWaiting(seen, pod)).isEmpty()) {
      return;
    }
    nominatedNode.ifPresent(node -> parts.cluster().nominate(pod, node));
    parts
        .events()
        .record(EventSubjects.of(pod), EventRecorder.WARNING, "FailedScheduling", cut(message));
    var update = PodStatusUpdate.notScheduled(reason, message, nominatedNode);
    if (parts.statuses().isNeeded(pod, update, latest)) {
      writing.run(() -> parts.statuses().write(pod, update, latest));
    }
  }

  private static boolean isStillWaiting(Pod seen, PodInfo pod) {
    var node = seen.getSpec().getNodeName();
    return pod.uid().equals(seen.getMetadata().getUid()) && (node == null || node.isEmpty());
  }

  private static String cut(String message) {
    return message.length() <= LONGEST_NOTE
        ? message
        : message.substring(0, LONGEST_NOTE - CUT.length()) + CUT;
  }
}
