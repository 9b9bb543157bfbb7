package dev.quarterdeck.scheduler.plugins;

import dev.quarterdeck.scheduler.framework.BindPlugin;
import dev.quarterdeck.scheduler.plugins.interpodaffinity.InterPodAffinity;
import dev.quarterdeck.scheduler.plugins.noderesources.NodeResourcesBalancedAllocation;
import dev.quarterdeck.scheduler.plugins.noderesources.NodeResourcesFit;
import dev.quarterdeck.scheduler.plugins.podtopologyspread.PodTopologySpread;
import dev.quarterdeck.scheduler.profile.EnabledPlugin;
import java.util.List;
import java.util.stream.Stream;

/** The plugins that are enabled by default, in Kubernetes' order and with its weights. */
public final class DefaultPlugins {

  private DefaultPlugins() {}

  /** New instances of all that decide, for one scheduler; they need nothing but the snapshot. */
  public static List<EnabledPlugin> deciding() {
    return List.of(
        new EnabledPlugin(new SchedulingGates()),
        new EnabledPlugin(new PrioritySort()),
        new EnabledPlugin(new NodeUnschedulable()),
        new EnabledPlugin(new NodeName()),
        new EnabledPlugin(new TaintToleration(), 3),
        new EnabledPlugin(new NodeAffinity(), 2),
        new EnabledPlugin(new NodePorts()),
        new EnabledPlugin(new NodeResourcesFit(), 1),
        new EnabledPlugin(new PodTopologySpread(), 2),
        new EnabledPlugin(new InterPodAffinity(), 2),
        new EnabledPlugin(new DefaultPreemption()),
        new EnabledPlugin(new NodeResourcesBalancedAllocation(), 1));
  }

  /** All of them with the plugin that binds, and others after them. */
  public static List<EnabledPlugin> with(BindPlugin binder, List<EnabledPlugin> others) {
    return Stream.of(deciding(), List.of(new EnabledPlugin(binder)), others)
        .flatMap(List::stream)
        .toList();
  }
}
