package dev.quarterdeck.scheduler.profile;

import dev.quarterdeck.scheduler.framework.ClusterEvent;
import dev.quarterdeck.scheduler.framework.PreEnqueuePlugin;
import dev.quarterdeck.scheduler.framework.QueueSortPlugin;
import dev.quarterdeck.scheduler.framework.QueuedPod;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.queue.QueueRules;
import dev.quarterdeck.scheduler.queue.Requeue;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The profiles of a scheduler; the rules of its queue are those of its profiles. */
public final class Profiles implements QueueRules {

  private static final Logger LOG = LoggerFactory.getLogger(Profiles.class);

  private final Map<String, Profile> byName = new LinkedHashMap<>();
  private final QueueSortPlugin order;

  /**
   * A scheduler's profiles.
   *
   * @param profiles each with a name of its own, exactly one QueueSort plugin (the same in all, as
   *     they share one queue) and at least one Bind plugin
   */
  public Profiles(List<Profile> profiles) {
    for (var profile : profiles) {
      require(profile.queueSorts().size() == 1, "exactly one QueueSort plugin", profile);
      require(profile.binding().canBind(), "at least one Bind plugin", profile);
      require(byName.put(profile.schedulerName(), profile) == null, "a name of its own", profile);
    }
    var orders =
        byName.values().stream().map(p -> p.queueSorts().getFirst().name()).distinct().toList();
    if (orders.size() != 1) {
      throw new IllegalArgumentException(
          "all profiles need the same QueueSort plugin, not " + orders);
    }
    order = profiles.getFirst().queueSorts().getFirst();
  }

  private static void require(boolean condition, String what, Profile profile) {
    if (!condition) {
      throw new IllegalArgumentException(
          "profile %s needs %s".formatted(profile.schedulerName(), what));
    }
  }

  /** The profile of the pods that name this scheduler. */
  public Optional<Profile> find(String schedulerName) {
    return Optional.ofNullable(byName.get(schedulerName));
  }

  public Collection<Profile> all() {
    return byName.values();
  }

  @Override
  public int compare(QueuedPod one, QueuedPod other) {
    return order.compare(one, other);
  }

  @Override
  public String gate(PodInfo pod, String gatedBy) {
    // The plugin that gates the pod goes first: it is the likeliest to do so still.
    return plugins(pod).stream()
        .sorted((a, b) -> Boolean.compare(b.name().equals(gatedBy), a.name().equals(gatedBy)))
        .filter(plugin -> gates(plugin, pod))
        .map(PreEnqueuePlugin::name)
        .findFirst()
        .orElse("");
  }

  private List<PreEnqueuePlugin> plugins(PodInfo pod) {
    return find(pod.schedulerName()).map(Profile::preEnqueues).orElse(List.of());
  }

  private static boolean gates(PreEnqueuePlugin plugin, PodInfo pod) {
    try {
      return !(plugin.preEnqueue(pod) instanceof Status.Success);
    } catch (RuntimeException e) {
      LOG.error("PreEnqueue failed plugin={} pod={}", plugin.name(), pod.key(), e);
      return true;
    }
  }

  @Override
  public boolean isOfInterest(ClusterEvent<?> event) {
    return byName.values().stream().anyMatch(profile -> profile.hints().isOfInterest(event));
  }

  @Override
  public Requeue judge(QueuedPod queued, ClusterEvent<?> event) {
    return find(queued.pod().schedulerName())
        .map(profile -> profile.hints().judge(queued, event))
        .orElse(Requeue.AFTER_BACKOFF);
  }
}
