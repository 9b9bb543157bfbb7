package dev.quarterdeck.model.scheduling;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * What a pod requests, and may use, as a whole. Main containers and sidecars run together; an init
 * container runs with the sidecars started before it; the larger of both phases counts (<a
 * href="https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/753-sidecar-containers">KEP-753</a>).
 * Amounts of the pod itself replace the sum for cpu, memory and huge pages (KEP-2837). The pod's
 * overhead comes on top.
 *
 * <p>During a resize in place the largest of what is wanted, allocated and in effect counts; what
 * is wanted does not count when the node can never offer it (KEP-1287).
 */
public final class PodResources {

  /** What scores assume of a container that does not say what it requests. */
  private static final long DEFAULT_MILLI_CPU = 100;

  private static final long DEFAULT_MEMORY = 200L << 20;
  private static final String HUGE_PAGES = "hugepages-";

  private PodResources() {}

  /** What the pod requests, a resize in place considered: what a node must have left for it. */
  public static ResourceAmounts requests(Pod pod) {
    var resize = Resize.of(pod);
    var spec = pod.getSpec();
    return whole(spec, sum(spec, c -> amounts(resize, c)), resize);
  }

  /** What the spec alone requests. */
  public static ResourceAmounts requests(PodSpec spec) {
    return whole(spec, sum(spec, PodResources::requests), Resize.NONE);
  }

  /**
   * As {@link #requests(Pod)}, but a container that does not say how much cpu or memory it requests
   * counts with 100m and 200Mi, so that scores see pods without requests.
   */
  public static ResourceAmounts nonZeroRequests(Pod pod) {
    var resize = Resize.of(pod);
    var spec = pod.getSpec();
    var podLevel =
        requestsOf(spec.getResources()).keySet().stream().anyMatch(PodResources::isPodLevel);
    var cpu = podLevel && isRequestedAnywhere(spec, ResourceAmounts.CPU) ? 0 : DEFAULT_MILLI_CPU;
    var memory = podLevel && isRequestedAnywhere(spec, ResourceAmounts.MEMORY) ? 0 : DEFAULT_MEMORY;
    var sum =
        sum(
            spec,
            container -> {
              var said = requestsOf(container.getResources());
              return amounts(resize, container)
                  .plus(
                      new ResourceAmounts(
                          said.containsKey(ResourceAmounts.CPU) ? 0 : cpu,
                          said.containsKey(ResourceAmounts.MEMORY) ? 0 : memory,
                          0,
                          Map.of()));
            });
    return whole(spec, sum, resize);
  }

  /**
   * How much cpu and memory the spec allows the whole pod; 0 where a container has no bound and
   * neither has the pod. Other resources are not bounded here.
   */
  public static ResourceAmounts limits(PodSpec spec) {
    var sum = sum(spec, PodResources::limits);
    var bounds =
        new ResourceAmounts(
            areBounded(spec, ResourceAmounts::milliCpu) ? sum.milliCpu() : 0,
            areBounded(spec, ResourceAmounts::memory) ? sum.memory() : 0,
            0,
            Map.of());
    var podLevel = limitsOf(spec.getResources());
    var limits = replace(bounds, podLevel.keySet(), ResourceAmounts.of(podLevel));
    var overhead = ResourceAmounts.of(spec.getOverhead());
    return new ResourceAmounts(
        limits.milliCpu() == 0 ? 0 : limits.milliCpu() + overhead.milliCpu(),
        limits.memory() == 0 ? 0 : limits.memory() + overhead.memory(),
        0,
        Map.of());
  }

  /** What one container requests by its spec. */
  public static ResourceAmounts requests(Container container) {
    return ResourceAmounts.of(requestsOf(container.getResources()));
  }

  /** How much one container may use by its spec; 0 of a resource without a limit. */
  public static ResourceAmounts limits(Container container) {
    return ResourceAmounts.of(limitsOf(container.getResources()));
  }

  private static ResourceAmounts amounts(Resize resize, Container container) {
    return resize.ofContainer(container.getName(), requestsOf(container.getResources()));
  }

  /** The sum over the containers as they run at the worst time. */
  private static ResourceAmounts sum(PodSpec spec, Function<Container, ResourceAmounts> of) {
    var running = ResourceAmounts.NONE;
    for (var container : spec.getContainers()) {
      running = running.plus(of.apply(container));
    }
    var sidecars = ResourceAmounts.NONE;
    var starting = ResourceAmounts.NONE;
    for (var init : spec.getInitContainers()) {
      var own = of.apply(init);
      if (PodContainers.isSidecar(init)) {
        sidecars = sidecars.plus(own);
        starting = starting.max(sidecars);
      } else {
        starting = starting.max(sidecars.plus(own));
      }
    }
    return running.plus(sidecars).max(starting);
  }

  private static ResourceAmounts whole(PodSpec spec, ResourceAmounts sum, Resize resize) {
    var podLevel = requestsOf(spec.getResources());
    var whole = replace(sum, podLevel.keySet(), resize.ofPod(podLevel));
    return whole.plus(ResourceAmounts.of(spec.getOverhead()));
  }

  /** {@code sum} with the amounts of the named resources that may be set for a whole pod. */
  private static ResourceAmounts replace(
      ResourceAmounts sum, Set<String> names, ResourceAmounts podLevel) {
    var others = new HashMap<>(sum.others());
    names.stream()
        .filter(name -> name.startsWith(HUGE_PAGES))
        .forEach(name -> others.put(name, podLevel.other(name)));
    return new ResourceAmounts(
        names.contains(ResourceAmounts.CPU) ? podLevel.milliCpu() : sum.milliCpu(),
        names.contains(ResourceAmounts.MEMORY) ? podLevel.memory() : sum.memory(),
        sum.ephemeralStorage(),
        others.isEmpty() ? Map.of() : others);
  }

  private static boolean isPodLevel(String name) {
    return name.equals(ResourceAmounts.CPU)
        || name.equals(ResourceAmounts.MEMORY)
        || name.startsWith(HUGE_PAGES);
  }

  /** The pod itself, a container or the overhead says how much of the resource is requested. */
  private static boolean isRequestedAnywhere(PodSpec spec, String name) {
    return requestsOf(spec.getResources()).containsKey(name)
        || spec.getOverhead() != null && spec.getOverhead().containsKey(name)
        || Stream.concat(spec.getContainers().stream(), spec.getInitContainers().stream())
            .anyMatch(container -> requestsOf(container.getResources()).containsKey(name));
  }

  /** Every container has a limit; an init container is bounded by its sidecars' too. */
  private static boolean areBounded(PodSpec spec, ToLongFunction<ResourceAmounts> amount) {
    var sidecars = 0L;
    for (var init : spec.getInitContainers()) {
      var own = limitOf(init, amount);
      if (sidecars + own == 0) {
        return false;
      }
      sidecars += PodContainers.isSidecar(init) ? own : 0;
    }
    return spec.getContainers().stream().allMatch(container -> limitOf(container, amount) > 0);
  }

  private static long limitOf(Container container, ToLongFunction<ResourceAmounts> amount) {
    return amount.applyAsLong(limits(container));
  }

  static Map<String, Quantity> requestsOf(ResourceRequirements resources) {
    return resources == null || resources.getRequests() == null
        ? Map.of()
        : resources.getRequests();
  }

  static Map<String, Quantity> limitsOf(ResourceRequirements resources) {
    return resources == null || resources.getLimits() == null ? Map.of() : resources.getLimits();
  }
}
