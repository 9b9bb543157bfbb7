package dev.quarterdeck.scheduler.profile;

import dev.quarterdeck.scheduler.framework.ActionType;
import dev.quarterdeck.scheduler.framework.ClusterEvent;
import dev.quarterdeck.scheduler.framework.ClusterEventWithHint;
import dev.quarterdeck.scheduler.framework.EnqueueExtensions;
import dev.quarterdeck.scheduler.framework.EventResource;
import dev.quarterdeck.scheduler.framework.FilterPlugin;
import dev.quarterdeck.scheduler.framework.PermitPlugin;
import dev.quarterdeck.scheduler.framework.Plugin;
import dev.quarterdeck.scheduler.framework.PreEnqueuePlugin;
import dev.quarterdeck.scheduler.framework.PreFilterPlugin;
import dev.quarterdeck.scheduler.framework.QueuedPod;
import dev.quarterdeck.scheduler.framework.QueueingHint;
import dev.quarterdeck.scheduler.framework.ReservePlugin;
import dev.quarterdeck.scheduler.queue.Requeue;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows which plugin of a profile wants to hear of which events. */
final class QueueingHints {

  private static final Logger LOG = LoggerFactory.getLogger(QueueingHints.class);

  private record Registered(String plugin, ClusterEventWithHint<?> event) {}

  private final Set<String> plugins;
  private final List<Registered> registered;

  QueueingHints(List<Plugin> all) {
    var rejecting = all.stream().filter(QueueingHints::canReject).toList();
    plugins = rejecting.stream().map(Plugin::name).collect(Collectors.toSet());
    registered =
        rejecting.stream()
            .flatMap(plugin -> events(plugin).map(event -> new Registered(plugin.name(), event)))
            .toList();
  }

  private static boolean canReject(Plugin plugin) {
    return plugin instanceof PreEnqueuePlugin
        || plugin instanceof PreFilterPlugin
        || plugin instanceof FilterPlugin
        || plugin instanceof ReservePlugin
        || plugin instanceof PermitPlugin;
  }

  private static Stream<ClusterEventWithHint<?>> events(Plugin plugin) {
    return plugin instanceof EnqueueExtensions extensions
        ? extensions.eventsToRegister().stream()
        : Stream.of(
            ClusterEventWithHint.always(EventResource.POD, ActionType.ALL),
            ClusterEventWithHint.always(EventResource.NODE, ActionType.ALL));
  }

  /** The names of the plugins that can reject a pod. */
  Set<String> plugins() {
    return plugins;
  }

  boolean isOfInterest(ClusterEvent<?> event) {
    for (var each : registered) {
      if (each.event.matches(event)) {
        return true;
      }
    }
    return false;
  }

  /** Asks the plugins that rejected the pod whether the event makes it worth another attempt. */
  Requeue judge(QueuedPod queued, ClusterEvent<?> event) {
    if (queued.isGated() && !isOfInterestTo(queued.gatedBy(), event)) {
      return Requeue.SKIP;
    }
    var result = Requeue.SKIP;
    for (var each : registered) {
      if (each.event.matches(event)
          && queued.rejectedBy().contains(each.plugin)
          && hint(each, queued, event) == QueueingHint.QUEUE) {
        if (queued.pendingOn().contains(each.plugin)) {
          return Requeue.IMMEDIATELY;
        }
        result = Requeue.AFTER_BACKOFF;
      }
    }
    return result;
  }

  /** A hint that fails must not leave the pod waiting for ever. */
  private static QueueingHint hint(Registered each, QueuedPod queued, ClusterEvent<?> event) {
    try {
      return each.event.judge(queued.pod(), event);
    } catch (RuntimeException e) {
      LOG.error("queueing hint failed plugin={} pod={}", each.plugin, queued.pod().key(), e);
      return QueueingHint.QUEUE;
    }
  }

  private boolean isOfInterestTo(String plugin, ClusterEvent<?> event) {
    return registered.stream()
        .anyMatch(each -> each.plugin.equals(plugin) && each.event.matches(event));
  }
}
