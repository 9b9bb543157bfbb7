package dev.quarterdeck.scheduler.profile;

import dev.quarterdeck.scheduler.framework.CycleState;
import dev.quarterdeck.scheduler.framework.FilterPlugin;
import dev.quarterdeck.scheduler.framework.FilterRunner;
import dev.quarterdeck.scheduler.framework.Plugin;
import dev.quarterdeck.scheduler.framework.PluginException;
import dev.quarterdeck.scheduler.framework.PreFilterPlugin;
import dev.quarterdeck.scheduler.framework.PreFilterPlugin.PreFilterExtensions;
import dev.quarterdeck.scheduler.framework.PreFilterResult;
import dev.quarterdeck.scheduler.framework.StateKey;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.framework.Status.Rejection;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Runs the PreFilter and Filter plugins of a profile, in their order. */
public final class FilterPlugins implements FilterRunner {

  private static final StateKey<FilterPlugin[]> ACTIVE = StateKey.immutable("ActiveFilters");
  private static final StateKey<List<PreFilterExtensions>> EXTENSIONS =
      StateKey.immutable("ActivePreFilterExtensions");

  /**
   * What all PreFilter plugins say together.
   *
   * @param status success or a rejection
   * @param nodes the only nodes that can take the pod; empty Optional for no restriction
   * @param restrictedBy the plugins that named nodes
   */
  public record Prefiltered(Status status, Optional<Set<String>> nodes, Set<String> restrictedBy) {}

  private final List<PreFilterPlugin> preFilters;
  private final List<FilterPlugin> filters;

  FilterPlugins(List<Plugin> plugins) {
    preFilters = Profile.only(PreFilterPlugin.class, plugins);
    filters = Profile.only(FilterPlugin.class, plugins);
  }

  /** The names of the Filter plugins. */
  public Set<String> names() {
    return filters.stream().map(Plugin::name).collect(Collectors.toSet());
  }

  /**
   * Runs PreFilter. A plugin that skips is left out at Filter, AddPod and RemovePod.
   *
   * @throws PluginException when a plugin fails
   */
  public Prefiltered preFilter(CycleState state, PodInfo pod, Snapshot snapshot) {
    var run = new PreFilterRun();
    for (var plugin : preFilters) {
      if (!run.includes(plugin, runPreFilter(plugin, state, pod, snapshot))) {
        break;
      }
    }
    state.write(ACTIVE, active(run.skipped));
    state.write(EXTENSIONS, extensions(run.skipped));
    return new Prefiltered(run.status, Optional.ofNullable(run.nodes), run.restrictedBy);
  }

  private FilterPlugin[] active(Set<String> skipped) {
    return filters.stream()
        .filter(plugin -> !skipped.contains(plugin.name()))
        .toArray(FilterPlugin[]::new);
  }

  private List<PreFilterExtensions> extensions(Set<String> skipped) {
    return preFilters.stream()
        .filter(plugin -> !skipped.contains(plugin.name()))
        .flatMap(plugin -> plugin.preFilterExtensions().stream())
        .toList();
  }

  private static PreFilterResult runPreFilter(
      PreFilterPlugin plugin, CycleState state, PodInfo pod, Snapshot snapshot) {
    try {
      return plugin.preFilter(state, pod, snapshot);
    } catch (RuntimeException e) {
      throw PluginException.of("running PreFilter plugin", plugin, e);
    }
  }

  /** Combines the results of the PreFilter plugins. */
  private static final class PreFilterRun {
    private final Set<String> skipped = new HashSet<>();
    private final Set<String> restrictedBy = new TreeSet<>();
    private Set<String> nodes;
    private Status status = Status.SUCCESS;

    /** Includes a result; false when the other plugins need not run. */
    boolean includes(PreFilterPlugin plugin, PreFilterResult result) {
      switch (result.status()) {
        case Status.Success _ -> {
          return restrict(plugin, result);
        }
        case Status.Skip _ -> skipped.add(plugin.name());
        // Preemption may help, and for that the state of all others is needed.
        case Status.Unschedulable rejection -> status = rejection.by(plugin.name());
        case Rejection rejection -> {
          status = rejection.by(plugin.name());
          return false;
        }
        case Status.Wait _, Status.Error _ ->
            throw PluginException.of("running PreFilter plugin", plugin, result.status());
      }
      return true;
    }

    private boolean restrict(PreFilterPlugin plugin, PreFilterResult result) {
      if (result.nodes().isEmpty()) {
        return true;
      }
      restrictedBy.add(plugin.name());
      if (nodes == null) {
        nodes = result.nodes().get();
      } else {
        nodes = new HashSet<>(nodes);
        nodes.retainAll(result.nodes().get());
      }
      if (nodes.isEmpty()) {
        var plugins = String.join(" ", restrictedBy);
        status =
            Status.unresolvable(
                restrictedBy.size() == 1
                    ? "node(s) didn't satisfy plugin " + plugins
                    : "node(s) didn't satisfy plugin(s) [%s] simultaneously".formatted(plugins));
      }
      return !nodes.isEmpty();
    }
  }

  /**
   * Runs Filter for the node as it is.
   *
   * @return success or the first rejection
   * @throws PluginException when a plugin fails
   */
  private Status filter(CycleState state, PodInfo pod, NodeInfo node) {
    for (var plugin : state.read(ACTIVE)) {
      var status = runFilter(plugin, state, pod, node);
      if (status != Status.SUCCESS) {
        switch (status) {
          case Status.Success _ -> {}
          case Rejection rejection -> {
            return rejection.by(plugin.name());
          }
          case Status.Skip _, Status.Wait _, Status.Error _ ->
              throw PluginException.of("running Filter plugin", plugin, status);
        }
      }
    }
    return Status.SUCCESS;
  }

  private static Status runFilter(
      FilterPlugin plugin, CycleState state, PodInfo pod, NodeInfo node) {
    try {
      return plugin.filter(state, pod, node);
    } catch (RuntimeException e) {
      throw PluginException.of("running Filter plugin", plugin, e);
    }
  }

  /**
   * The node must take the pod when the pods nominated to it are there, and when they are not:
   * without them an affinity to one of them would not hold.
   */
  @Override
  public Status filter(CycleState state, PodInfo pod, NodeInfo node, Snapshot snapshot) {
    var nominated = snapshot.nominatedTo(node.name());
    if (!nominated.isEmpty()) {
      var added = new ArrayList<PodInfo>();
      for (var other : nominated) {
        if (other.priority() >= pod.priority() && !other.isSamePodAs(pod)) {
          added.add(other);
        }
      }
      if (!added.isEmpty()) {
        var status = filterWith(added, state.copy(), pod, node);
        if (status != Status.SUCCESS) {
          return status;
        }
      }
    }
    return filter(state, pod, node);
  }

  private Status filterWith(List<PodInfo> added, CycleState state, PodInfo pod, NodeInfo node) {
    var fuller = node;
    for (var other : added) {
      fuller = fuller.plus(other);
      addPod(state, pod, other, fuller);
    }
    return filter(state, pod, fuller);
  }

  @Override
  public void addPod(CycleState state, PodInfo pod, PodInfo added, NodeInfo node) {
    state.read(EXTENSIONS).forEach(plugin -> plugin.addPod(state, pod, added, node));
  }

  @Override
  public void removePod(CycleState state, PodInfo pod, PodInfo removed, NodeInfo node) {
    state.read(EXTENSIONS).forEach(plugin -> plugin.removePod(state, pod, removed, node));
  }
}
