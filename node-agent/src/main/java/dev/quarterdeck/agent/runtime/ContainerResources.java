package dev.quarterdeck.agent.runtime;

import dev.quarterdeck.agent.plan.PodSpecs;
import dev.quarterdeck.agent.plan.QosClass;
import dev.quarterdeck.proto.cri.v1.LinuxContainerResources;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;

/** Turns requests and limits into what the kernel's controllers take, by the kubelet's formulas. */
final class ContainerResources {

  static final long CPU_PERIOD_MICROS = 100_000;
  private static final long LEAST_QUOTA_MICROS = 1_000;
  private static final long LEAST_SHARES = 2;
  private static final long MOST_SHARES = 262_144;
  private static final int GUARANTEED_OOM_SCORE = -997;
  private static final int BEST_EFFORT_OOM_SCORE = 1_000;

  private ContainerResources() {}

  static LinuxContainerResources of(Pod pod, Container container, long nodeMemory) {
    var cpuLimit = QosClass.limit(container, "cpu");
    var cpuRequest = QosClass.request(container, "cpu");
    var memoryLimit = QosClass.limit(container, "memory") / 1000;
    var resources =
        LinuxContainerResources.newBuilder()
            .setCpuShares(shares(cpuRequest == 0 ? cpuLimit : cpuRequest))
            .setOomScoreAdj(oomScore(pod, container, nodeMemory));
    if (cpuLimit > 0) {
      resources.setCpuPeriod(CPU_PERIOD_MICROS).setCpuQuota(quota(cpuLimit));
    }
    if (memoryLimit > 0) {
      // No swap beyond the memory limit, as Kubernetes without NodeSwap.
      resources.setMemoryLimitInBytes(memoryLimit).setMemorySwapLimitInBytes(memoryLimit);
    }
    return resources.build();
  }

  static long shares(long milliCpu) {
    return Math.clamp(milliCpu * 1024 / 1000, LEAST_SHARES, MOST_SHARES);
  }

  static long quota(long milliCpu) {
    return Math.max(milliCpu * CPU_PERIOD_MICROS / 1000, LEAST_QUOTA_MICROS);
  }

  static int oomScore(Pod pod, Container container, long nodeMemory) {
    return switch (QosClass.of(pod)) {
      case GUARANTEED -> GUARANTEED_OOM_SCORE;
      case BEST_EFFORT -> BEST_EFFORT_OOM_SCORE;
      case BURSTABLE -> {
        var requested = QosClass.request(container, "memory") / 1000;
        var score = 1000 - 1000 * requested / Math.max(1, nodeMemory);
        yield Math.clamp(score, 1000 + GUARANTEED_OOM_SCORE, BEST_EFFORT_OOM_SCORE - 1);
      }
    };
  }

  /** What the whole pod asks for, and may use where every container is bounded; else 0. */
  record PodTotals(long milliCpuRequest, long milliCpuLimit, long memoryLimit) {}

  static PodTotals totals(Pod pod) {
    var containers = PodSpecs.all(pod).toList();
    var request = containers.stream().mapToLong(c -> QosClass.request(c, "cpu")).sum();
    return new PodTotals(request, boundedSum(pod, "cpu"), boundedSum(pod, "memory") / 1000);
  }

  private static long boundedSum(Pod pod, String resource) {
    var limits = PodSpecs.all(pod).mapToLong(c -> QosClass.limit(c, resource)).toArray();
    var sum = 0L;
    for (var limit : limits) {
      if (limit == 0) {
        return 0;
      }
      sum += limit;
    }
    return sum;
  }
}
