package dev.quarterdeck.scheduler;

import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.scheduler.bind.EventSubjects;
import dev.quarterdeck.scheduler.bind.PodStatusUpdate;
import dev.quarterdeck.scheduler.framework.ClusterEvent;
import dev.quarterdeck.scheduler.framework.EventResource;
import dev.quarterdeck.scheduler.framework.PluginException;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.framework.Status.Rejection;
import dev.quarterdeck.scheduler.placement.Decision.Placed;
import dev.quarterdeck.scheduler.placement.Diagnosis;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out a decision: reserves and asks for permission on the deciding thread, then waits for
 * the permission and binds in the background.
 */
final class BindingCycle {

  private static final Logger LOG = LoggerFactory.getLogger(BindingCycle.class);

  private final SchedulerParts parts;
  private final FailedAttempts failuresAtOnce;
  private final FailedAttempts failuresInBackground;

  /**
   * Carries out decisions.
   *
   * @param failuresAtOnce for attempts that fail on the deciding thread
   * @param failuresInBackground for attempts that fail later
   */
  BindingCycle(
      SchedulerParts parts, FailedAttempts failuresAtOnce, FailedAttempts failuresInBackground) {
    this.parts = parts;
    this.failuresAtOnce = failuresAtOnce;
    this.failuresInBackground = failuresInBackground;
  }

  /** Begins; returns once the pod's place is taken and the next pod may be decided on. */
  void start(Attempt attempt, Placed placed) throws InterruptedException {
    var pod = attempt.pod();
    if (!parts.cluster().assume(pod, placed.node())) {
      parts.queue().done(attempt.queued());
      return;
    }
    var plugins = attempt.profile().binding();
    var status = plugins.reserve(placed.state(), pod, placed.node());
    Map<String, Duration> waits = Map.of();
    if (status instanceof Status.Success) {
      var permission = plugins.permit(placed.state(), pod, placed.node());
      status = permission.status();
      waits = permission.waits();
    }
    if (!(status instanceof Status.Success)) {
      release(attempt, placed);
      report(failuresAtOnce, attempt, placed, status);
    } else if (waits.isEmpty()) {
      parts.background().start(() -> conclude(attempt, placed, bind(attempt, placed)));
    } else {
      parts.permits().begin(pod, waits);
      parts.background().startWaiting(() -> bindWhenPermitted(attempt, placed));
    }
  }

  private void bindWhenPermitted(Attempt attempt, Placed placed) throws InterruptedException {
    nominate(attempt, placed);
    var permission = parts.permits().await(attempt.pod());
    parts
        .background()
        .start(
            () ->
                conclude(
                    attempt,
                    placed,
                    permission instanceof Status.Success ? bind(attempt, placed) : permission));
  }

  private Status bind(Attempt attempt, Placed placed) throws InterruptedException {
    try {
      var plugins = attempt.profile().binding();
      var pod = attempt.pod();
      var status = plugins.preBindPreFlight(placed.state(), pod, placed.node());
      if (status instanceof Status.Error) {
        return status;
      }
      if (status instanceof Status.Success) {
        nominate(attempt, placed);
      }
      parts.queue().settle(attempt.queued());
      status = plugins.preBind(placed.state(), pod, placed.node());
      return status instanceof Status.Success
          ? plugins.bind(placed.state(), pod, placed.node())
          : status;
    } catch (RuntimeException e) {
      return new Status.Error("binding failed: " + e.getMessage(), e);
    }
  }

  /** Tells others, such as an autoscaler, of a decision that takes time to carry out. */
  private void nominate(Attempt attempt, Placed placed) {
    var pod = attempt.pod();
    parts
        .statuses()
        .write(pod, PodStatusUpdate.nominated(placed.node()), parts.latest().apply(pod.key()));
  }

  private void conclude(Attempt attempt, Placed placed, Status status) throws InterruptedException {
    if (status instanceof Status.Success) {
      bound(attempt, placed);
      return;
    }
    var pod = attempt.pod();
    var freed = release(attempt, placed).map(p -> ClusterEvent.deleted(EventResource.POD, p));
    report(failuresInBackground, attempt, placed, status);
    // Its own place coming free does not help a pod that was rejected there.
    var rejected = status instanceof Rejection;
    freed.ifPresent(
        event -> parts.queue().move(event, other -> !rejected || !other.isSamePodAs(pod)));
  }

  private void bound(Attempt attempt, Placed placed) {
    var pod = attempt.pod();
    var now = parts.time().instant();
    parts
        .metrics()
        .attempted(attempt.profile(), "scheduled", Duration.between(attempt.began(), now));
    parts.metrics().bound(attempt, now);
    parts.queue().done(attempt.queued());
    LOG.info("bound pod={} node={}", pod.key(), placed.node());
    parts
        .events()
        .record(
            EventSubjects.of(pod),
            EventRecorder.NORMAL,
            "Scheduled",
            "Successfully assigned %s to %s".formatted(pod.key(), placed.node()));
    attempt.profile().binding().postBind(placed.state(), pod, placed.node());
  }

  private void report(FailedAttempts failures, Attempt attempt, Placed placed, Status status)
      throws InterruptedException {
    switch (status) {
      case Rejection rejection ->
          failures.unschedulable(attempt, Diagnosis.ofNode(placed.node(), rejection));
      case Status.Error error -> failures.error(attempt, error);
      case Status.Success _, Status.Skip _, Status.Wait _ ->
          failures.error(attempt, Status.error("unexpected status " + status));
    }
  }

  /** Gives the pod's place back; returns the pod as it was there. */
  private Optional<PodInfo> release(Attempt attempt, Placed placed) {
    try {
      attempt.profile().binding().unreserve(placed.state(), attempt.pod(), placed.node());
    } catch (PluginException e) {
      LOG.error("unreserve failed pod={}", attempt.pod().key(), e);
    }
    return parts.cluster().forget(attempt.pod());
  }
}
