package dev.quarterdeck.cri.sim;

import dev.quarterdeck.model.time.Time;
import java.time.Duration;

/**
 * How a simulated runtime behaves.
 *
 * @param podCidr the block of the sandboxes' addresses, such as {@code 10.244.1.0/24}; when it is
 *     empty the network is not ready before a call of {@code UpdateRuntimeConfig}
 * @param sandboxCost how long running a sandbox takes
 * @param containerCost how long creating, and again starting, a container takes
 * @param pullCost how long pulling an image takes
 * @param events whether the runtime has an event stream, as containerd 1.7 has and 1.6 has not
 * @param time the time of timestamps, costs and container exits
 */
public record SimOptions(
    String podCidr,
    Duration sandboxCost,
    Duration containerCost,
    Duration pullCost,
    boolean events,
    Time time) {

  /** No pod CIDR, no costs, an event stream, and system time. */
  public static final SimOptions DEFAULT =
      new SimOptions("", Duration.ZERO, Duration.ZERO, Duration.ZERO, true, Time.system());

  /** The same options with another pod CIDR. */
  public SimOptions withPodCidr(String cidr) {
    return new SimOptions(cidr, sandboxCost, containerCost, pullCost, events, time);
  }

  /** The same options with other costs. */
  public SimOptions withCosts(Duration sandbox, Duration container, Duration pull) {
    return new SimOptions(podCidr, sandbox, container, pull, events, time);
  }

  /** The same options with or without the event stream. */
  public SimOptions withEvents(boolean offered) {
    return new SimOptions(podCidr, sandboxCost, containerCost, pullCost, offered, time);
  }

  /** The same options with another time. */
  public SimOptions withTime(Time other) {
    return new SimOptions(podCidr, sandboxCost, containerCost, pullCost, events, other);
  }
}
