package dev.quarterdeck.cri.sim;

import dev.quarterdeck.model.time.Time;
import java.time.Duration;

/**
 * How a simulated runtime behaves.
 *
 * @param podCidr where sandboxes get their addresses, such as {@code 10.244.1.0/24}; empty to wait
 *     for {@code UpdateRuntimeConfig}, the network being unready until then
 * @param sandboxCost how long running a sandbox takes
 * @param containerCost how long creating, and again starting, a container takes
 * @param pullCost how long pulling an absent image takes
 * @param events whether the event stream is offered, as by containerd 1.7, or not, as by 1.6
 * @param time what timestamps, costs and the ends of containers follow
 */
public record SimOptions(
    String podCidr,
    Duration sandboxCost,
    Duration containerCost,
    Duration pullCost,
    boolean events,
    Time time) {

  public static final SimOptions DEFAULT =
      new SimOptions("", Duration.ZERO, Duration.ZERO, Duration.ZERO, true, Time.system());

  public SimOptions withPodCidr(String cidr) {
    return new SimOptions(cidr, sandboxCost, containerCost, pullCost, events, time);
  }

  public SimOptions withCosts(Duration sandbox, Duration container, Duration pull) {
    return new SimOptions(podCidr, sandbox, container, pull, events, time);
  }

  public SimOptions withEvents(boolean offered) {
    return new SimOptions(podCidr, sandboxCost, containerCost, pullCost, offered, time);
  }

  public SimOptions withTime(Time other) {
    return new SimOptions(podCidr, sandboxCost, containerCost, pullCost, events, other);
  }
}
