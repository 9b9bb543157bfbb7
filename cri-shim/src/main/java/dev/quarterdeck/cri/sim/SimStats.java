package dev.quarterdeck.cri.sim;

import dev.quarterdeck.proto.cri.v1.Container;
import dev.quarterdeck.proto.cri.v1.ContainerAttributes;
import dev.quarterdeck.proto.cri.v1.ContainerStats;
import dev.quarterdeck.proto.cri.v1.ContainerStatus;
import dev.quarterdeck.proto.cri.v1.CpuUsage;
import dev.quarterdeck.proto.cri.v1.MemoryUsage;
import dev.quarterdeck.proto.cri.v1.UInt64Value;
import java.time.Duration;

/** Computes the usage of simulated containers: one thousandth of a CPU and 4 MiB each. */
final class SimStats {

  private static final long NANO_CORES = 1_000_000;
  private static final long MEMORY = 4 << 20;

  private SimStats() {}

  static ContainerStats of(Container container, ContainerStatus status, long now) {
    var age = Duration.ofNanos(Math.max(0, now - status.getStartedAt()));
    return ContainerStats.newBuilder()
        .setAttributes(
            ContainerAttributes.newBuilder()
                .setId(container.getId())
                .setMetadata(container.getMetadata())
                .putAllLabels(container.getLabelsMap())
                .putAllAnnotations(container.getAnnotationsMap()))
        .setCpu(
            CpuUsage.newBuilder()
                .setTimestamp(now)
                .setUsageNanoCores(number(NANO_CORES))
                .setUsageCoreNanoSeconds(number(age.toMillis() * NANO_CORES / 1000)))
        .setMemory(
            MemoryUsage.newBuilder()
                .setTimestamp(now)
                .setWorkingSetBytes(number(MEMORY))
                .setUsageBytes(number(MEMORY))
                .setRssBytes(number(MEMORY)))
        .build();
  }

  private static UInt64Value number(long value) {
    return UInt64Value.newBuilder().setValue(value).build();
  }
}
