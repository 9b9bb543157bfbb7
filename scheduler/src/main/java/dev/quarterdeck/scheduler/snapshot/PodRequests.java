package dev.quarterdeck.scheduler.snapshot;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What a pod asks for as a whole: containers and sidecars run together; an init container runs with
 * the sidecars started before it; the larger of both phases counts, and the overhead on top. Limits
 * stand in for requests that were not made (the API server defaults that; the rule is repeated for
 * servers that do not).
 */
final class PodRequests {

  /** What Kubernetes reckons with for scoring where a container asks for nothing. */
  private static final long DEFAULT_MILLI_CPU = 100;

  private static final long DEFAULT_MEMORY = 200L << 20;

  private PodRequests() {}

  /** For filters: exactly what is asked for. */
  static Resources exact(PodSpec spec) {
    var whole = sum(spec, PodRequests::requests).plus(Resources.of(spec.getOverhead()));
    return podLevel(spec, whole);
  }

  /** For scores: a container that asks for no CPU or memory is taken to need a little. */
  static Resources assumed(PodSpec spec) {
    var whole =
        sum(spec, container -> atLeastSomething(requests(container)))
            .plus(Resources.of(spec.getOverhead()));
    return podLevel(spec, whole);
  }

  private static Resources sum(PodSpec spec, Function<Container, Resources> of) {
    var running = Resources.NONE;
    for (var container : spec.getContainers()) {
      running = running.plus(of.apply(container));
    }
    var sidecars = Resources.NONE;
    var starting = Resources.NONE;
    for (var init : spec.getInitContainers()) {
      if (isSidecar(init)) {
        sidecars = sidecars.plus(of.apply(init));
        starting = starting.max(sidecars);
      } else {
        starting = starting.max(sidecars.plus(of.apply(init)));
      }
    }
    return running.plus(sidecars).max(starting);
  }

  static boolean isSidecar(Container init) {
    return "Always".equals(init.getRestartPolicy());
  }

  private static Resources requests(Container container) {
    return Resources.of(withLimits(container.getResources()));
  }

  private static Map<String, Quantity> withLimits(ResourceRequirements resources) {
    if (resources == null) {
      return Map.of();
    }
    var requests =
        resources.getRequests() == null ? Map.<String, Quantity>of() : resources.getRequests();
    if (resources.getLimits() == null
        || requests.keySet().containsAll(resources.getLimits().keySet())) {
      return requests;
    }
    var all = new HashMap<>(resources.getLimits());
    all.putAll(requests);
    return all;
  }

  private static Resources atLeastSomething(Resources asked) {
    return new Resources(
        asked.milliCpu() == 0 ? DEFAULT_MILLI_CPU : asked.milliCpu(),
        asked.memory() == 0 ? DEFAULT_MEMORY : asked.memory(),
        asked.ephemeralStorage(),
        asked.others());
  }

  /** Requests of the pod itself replace the sum of its containers', overhead excepted. */
  private static Resources podLevel(PodSpec spec, Resources whole) {
    if (spec.getResources() == null || spec.getResources().getRequests() == null) {
      return whole;
    }
    var own = spec.getResources().getRequests();
    var asked = Resources.of(own).plus(Resources.of(spec.getOverhead()));
    return new Resources(
        own.containsKey("cpu") ? asked.milliCpu() : whole.milliCpu(),
        own.containsKey("memory") ? asked.memory() : whole.memory(),
        whole.ephemeralStorage(),
        whole.others());
  }
}
