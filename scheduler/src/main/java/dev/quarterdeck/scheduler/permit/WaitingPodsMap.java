package dev.quarterdeck.scheduler.permit;

import dev.quarterdeck.model.time.Time;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.framework.WaitingPods;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The pods whose binding waits for Permit plugins, by uid. */
public final class WaitingPodsMap implements WaitingPods {

  private final Time time;
  private final Map<String, WaitOnPermit> waits = new ConcurrentHashMap<>();

  public WaitingPodsMap(Time time) {
    this.time = time;
  }

  /**
   * The pod begins to wait; {@link #await} must follow.
   *
   * @param limits how long for each plugin at most; not empty
   */
  public void begin(PodInfo pod, Map<String, Duration> limits) {
    waits.put(pod.uid(), new WaitOnPermit(pod, limits, time));
  }

  /**
   * Waits until the pod may be bound; returns at once for a pod that did not begin to wait.
   *
   * @return success, a rejection, or an error when the pod was preempted
   */
  public Status await(PodInfo pod) throws InterruptedException {
    var wait = waits.get(pod.uid());
    if (wait == null) {
      return Status.SUCCESS;
    }
    try {
      return wait.await();
    } finally {
      waits.remove(pod.uid());
    }
  }

  /** The pod was deleted; false when it does not wait. */
  public boolean remove(String podUid) {
    return Optional.ofNullable(waits.get(podUid))
        .map(wait -> wait.reject("", "removed"))
        .orElse(false);
  }

  /** The pod has to make room for another; false when it does not wait. */
  public boolean preempt(String podUid) {
    return Optional.ofNullable(waits.get(podUid))
        .map(wait -> wait.preempt("preempted"))
        .orElse(false);
  }

  @Override
  public Optional<WaitingPod> find(String podUid) {
    return Optional.ofNullable(waits.get(podUid));
  }

  @Override
  public List<WaitingPod> all() {
    return List.copyOf(waits.values());
  }
}
