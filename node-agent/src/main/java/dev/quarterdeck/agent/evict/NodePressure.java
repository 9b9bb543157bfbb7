package dev.quarterdeck.agent.evict;

/**
 * Which of the node's resources run short, by Kubernetes' default thresholds for hard eviction. The
 * node reports them as conditions, whose taints keep new pods away; pods are not evicted here yet.
 *
 * @param memory less than 100 MiB available
 * @param disk less than a tenth of the file system free
 * @param pid less than a tenth of the process ids free
 */
public record NodePressure(boolean memory, boolean disk, boolean pid) {

  private static final long MEMORY_AVAILABLE = 100L << 20;

  /** All quantities in the same unit within a pair; a total of 0 means unknown. */
  public static NodePressure of(
      long memoryAvailable, long diskFree, long diskTotal, long processes, long processLimit) {
    return new NodePressure(
        memoryAvailable < MEMORY_AVAILABLE,
        diskTotal > 0 && diskFree < diskTotal / 10,
        processLimit > 0 && processLimit - processes < processLimit / 10);
  }
}
