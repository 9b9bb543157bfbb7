package dev.quarterdeck.scheduler.profile;

import dev.quarterdeck.scheduler.framework.BindPlugin;
import dev.quarterdeck.scheduler.framework.CycleState;
import dev.quarterdeck.scheduler.framework.PermitPlugin;
import dev.quarterdeck.scheduler.framework.Plugin;
import dev.quarterdeck.scheduler.framework.PluginException;
import dev.quarterdeck.scheduler.framework.PostBindPlugin;
import dev.quarterdeck.scheduler.framework.PreBindPlugin;
import dev.quarterdeck.scheduler.framework.ReservePlugin;
import dev.quarterdeck.scheduler.framework.StateKey;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.framework.Status.Rejection;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the plugins of a profile from Reserve to PostBind. Failures come back as statuses. */
public final class BindingPlugins {

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
  private static final StateKey<List<PreBindPlugin>> ACTIVE = StateKey.immutable("ActivePreBinds");

  /**
   * What all Permit plugins say together.
   *
   * @param status success, a rejection or an error
   * @param waits the plugins that the pod has to wait for, and how long at most; empty when it may
   *     be bound at once
   */
  public record Permission(Status status, Map<String, Duration> waits) {}

  /** What a plugin does at one extension point. */
  private interface Step {
    Status run() throws InterruptedException;
  }

  private final List<ReservePlugin> reserves;
  private final List<PermitPlugin> permits;
  private final List<PreBindPlugin> preBinds;
  private final List<BindPlugin> binds;
  private final List<PostBindPlugin> postBinds;

  BindingPlugins(List<Plugin> plugins) {
    reserves = Profile.only(ReservePlugin.class, plugins);
    permits = Profile.only(PermitPlugin.class, plugins);
    preBinds = Profile.only(PreBindPlugin.class, plugins);
    binds = Profile.only(BindPlugin.class, plugins);
    postBinds = Profile.only(PostBindPlugin.class, plugins);
  }

  public boolean canBind() {
    return !binds.isEmpty();
  }

  /** Runs Reserve up to the first plugin without success. */
  public Status reserve(CycleState state, PodInfo pod, String node) throws InterruptedException {
    for (var plugin : reserves) {
      var status = run("Reserve", plugin, () -> plugin.reserve(state, pod, node));
      if (!(status instanceof Status.Success)) {
        return status;
      }
    }
    return Status.SUCCESS;
  }

  /**
   * Runs Unreserve of all plugins, last to first.
   *
   * @throws PluginException when a plugin fails, after all have run
   */
  public void unreserve(CycleState state, PodInfo pod, String node) {
    PluginException failure = null;
    for (var plugin : reserves.reversed()) {
      try {
        plugin.unreserve(state, pod, node);
      } catch (RuntimeException e) {
        failure = PluginException.of("running Unreserve plugin", plugin, e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Runs Permit up to the first plugin that rejects. */
  public Permission permit(CycleState state, PodInfo pod, String node) throws InterruptedException {
    var waits = new LinkedHashMap<String, Duration>();
    for (var plugin : permits) {
      switch (run("Permit", plugin, () -> plugin.permit(state, pod, node))) {
        case Status.Success _ -> {}
        case Status.Wait(var timeout) ->
            waits.put(plugin.name(), timeout.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : timeout);
        case Status other -> {
          return new Permission(other, Map.of());
        }
      }
    }
    return new Permission(Status.SUCCESS, waits);
  }

  /**
   * Asks the PreBind plugins which of them have something to do.
   *
   * @return success when one has, skip when none has, else an error
   */
  public Status preBindPreFlight(CycleState state, PodInfo pod, String node)
      throws InterruptedException {
    var active = new ArrayList<PreBindPlugin>();
    for (var plugin : preBinds) {
      switch (run("PreBindPreFlight", plugin, () -> plugin.preBindPreFlight(state, pod, node))) {
        case Status.Success _ -> active.add(plugin);
        case Status.Skip _ -> {}
        case Status other -> {
          return PluginException.of("running PreBindPreFlight plugin", plugin, other).status();
        }
      }
    }
    state.write(ACTIVE, active);
    return active.isEmpty() ? Status.SKIP : Status.SUCCESS;
  }

  /** Runs PreBind of the plugins that have something to do, up to the first without success. */
  public Status preBind(CycleState state, PodInfo pod, String node) throws InterruptedException {
    for (var plugin : state.read(ACTIVE)) {
      var status = run("PreBind", plugin, () -> plugin.preBind(state, pod, node));
      if (!(status instanceof Status.Success)) {
        return status;
      }
    }
    return Status.SUCCESS;
  }

  /** Lets the first Bind plugin that does not skip bind the pod. */
  public Status bind(CycleState state, PodInfo pod, String node) throws InterruptedException {
    for (var plugin : binds) {
      var status = run("Bind", plugin, () -> plugin.bind(state, pod, node));
      if (!(status instanceof Status.Skip)) {
        return status;
      }
    }
    return Status.error("no Bind plugin binds the pod");
  }

  /**
   * Tells the PostBind plugins.
   *
   * @throws PluginException when a plugin fails
   */
  public void postBind(CycleState state, PodInfo pod, String node) {
    for (var plugin : postBinds) {
      try {
        plugin.postBind(state, pod, node);
      } catch (RuntimeException e) {
        throw PluginException.of("running PostBind plugin", plugin, e);
      }
    }
  }

  private static Status run(String point, Plugin plugin, Step step) throws InterruptedException {
    var what = "running " + point + " plugin";
    try {
      var status = step.run();
      return switch (status) {
        case Rejection rejection -> rejection.by(plugin.name());
        case Status.Error error -> PluginException.of(what, plugin, error).status();
        case Status.Success _, Status.Skip _, Status.Wait _ -> status;
      };
    } catch (RuntimeException e) {
      return PluginException.of(what, plugin, e).status();
    }
  }
}
