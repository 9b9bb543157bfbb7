package dev.quarterdeck.agent.runtime;

import dev.quarterdeck.model.scheduling.PodResources;
import dev.quarterdeck.model.scheduling.QosClass;
import dev.quarterdeck.proto.cri.v1.LinuxContainerResources;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;

/** Converts requests and limits to cgroup settings, by the kubelet's formulas. */
final class ContainerResources {

  static final long CPU_PERIOD_MICROS = 100_000;
  private static final long MIN_QUOTA_MICROS = 1_000;
  private static final long MIN_SHARES = 2;
  private static final long MAX_SHARES = 262_144;
  private static final int GUARANTEED_OOM_SCORE = -997;
  private static final int BEST_EFFORT_OOM_SCORE = 1_000;

  private ContainerResources() {}

  static LinuxContainerResources of(Pod pod, Container container, long nodeMemory) {
    var limits = PodResources.limits(container);
    var cpuRequest = PodResources.requests(container).milliCpu();
    var resources =
        LinuxContainerResources.newBuilder()
            .setCpuShares(shares(cpuRequest == 0 ? limits.milliCpu() : cpuRequest))
            .setOomScoreAdj(oomScore(pod, container, nodeMemory));
    if (limits.milliCpu() > 0) {
      resources.setCpuPeriod(CPU_PERIOD_MICROS).setCpuQuota(quota(limits.milliCpu()));
    }
    if (limits.memory() > 0) {
      // No swap beyond the memory limit, as in Kubernetes without NodeSwap.
      resources.setMemoryLimitInBytes(limits.memory()).setMemorySwapLimitInBytes(limits.memory());
    }
    return resources.build();
  }

  static long shares(long milliCpu) {
    return Math.clamp(milliCpu * 1024 / 1000, MIN_SHARES, MAX_SHARES);
  }

  static long quota(long milliCpu) {
    return Math.max(milliCpu * CPU_PERIOD_MICROS / 1000, MIN_QUOTA_MICROS);
  }

  static int oomScore(Pod pod, Container container, long nodeMemory) {
    return switch (QosClass.of(pod)) {
      case GUARANTEED -> GUARANTEED_OOM_SCORE;
      case BEST_EFFORT -> BEST_EFFORT_OOM_SCORE;
      case BURSTABLE -> {
        var requested = PodResources.requests(container).memory();
        var score = 1000 - 1000 * requested / Math.max(1, nodeMemory);
        yield Math.clamp(score, 1000 + GUARANTEED_OOM_SCORE, BEST_EFFORT_OOM_SCORE - 1);
      }
    };
  }
}
