package dev.quarterdeck.agent.stats;

import dev.quarterdeck.model.ObjectKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a node and its containers use at one moment.
 *
 * @param pods in no particular order
 */
record Usage(Node node, List<PodUsage> pods) {

  /**
   * @param nanoseconds of CPU time since the start
   * @param nanoCores average use since the last look; empty at the first
   */
  record Cpu(Instant at, long nanoseconds, OptionalLong nanoCores) {}

  /**
   * Bytes.
   *
   * @param available until the limit; empty without one
   */
  record Memory(Instant at, long usage, long workingSet, long rss, OptionalLong available) {}

  /** Bytes. */
  record FileSystem(Instant at, long capacity, long available, long used) {}

  record Node(String name, Instant bootedAt, Cpu cpu, Memory memory, FileSystem fileSystem) {}

  record PodUsage(ObjectKey pod, String uid, Instant startedAt, List<ContainerUsage> containers) {

    /** Of all containers together; nanoCores once all are known. */
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
   * @param layerBytes of the container's writable layer
   */
  record ContainerUsage(
      String name, Optional<Instant> startedAt, Cpu cpu, Memory memory, long layerBytes) {}
}
