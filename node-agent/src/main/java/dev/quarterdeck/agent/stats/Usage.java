package dev.quarterdeck.agent.stats;

import dev.quarterdeck.model.ObjectKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The resource usage of a node and its containers at one moment.
 *
 * @param pods the pods in no particular order
 */
record Usage(Node node, List<PodUsage> pods) {

  /**
   * CPU usage.
   *
   * @param nanoseconds the CPU time since the start
   * @param nanoCores the average usage since the last sample; empty for the first one
   */
  record Cpu(Instant at, long nanoseconds, OptionalLong nanoCores) {}

  /**
   * Memory usage in bytes.
   *
   * @param available the memory left until the limit; empty without a limit
   */
  record Memory(Instant at, long usage, long workingSet, long rss, OptionalLong available) {}

  /** File system usage in bytes. */
  record FileSystem(Instant at, long capacity, long available, long used) {}

  record Node(String name, Instant bootedAt, Cpu cpu, Memory memory, FileSystem fileSystem) {}

  record PodUsage(ObjectKey pod, String uid, Instant startedAt, List<ContainerUsage> containers) {

    /**
     * The CPU usage of all containers together; without nanoCores until all containers have them.
     */
    Cpu cpu(Instant at) {
      var rates = containers.stream().map(c -> c.cpu().nanoCores()).toList();
      return new Cpu(
          at,
          containers.stream().mapToLong(c -> c.cpu().nanoseconds()).sum(),
          rates.stream().allMatch(OptionalLong::isPresent)
              ? OptionalLong.of(rates.stream().mapToLong(OptionalLong::getAsLong).sum())
              : OptionalLong.empty());
    }

    Memory memory(Instant at) {
      return new Memory(
          at,
          containers.stream().mapToLong(c -> c.memory().usage()).sum(),
          containers.stream().mapToLong(c -> c.memory().workingSet()).sum(),
          containers.stream().mapToLong(c -> c.memory().rss()).sum(),
          OptionalLong.empty());
    }
  }

  /**
   * The usage of one container.
   *
   * @param layerBytes the size of the container's writable layer
   */
  record ContainerUsage(
      String name, Optional<Instant> startedAt, Cpu cpu, Memory memory, long layerBytes) {}
}
