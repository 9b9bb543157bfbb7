package dev.quarterdeck.agent.evict;

/**
 * Which of the node's resources are below the kubelet's default thresholds for hard eviction. The
 * node reports them as conditions, and the taints of those conditions keep new pods away. The agent
 * does not evict pods yet.
 *
 * @param memory less than 100 MiB is available
 * @param disk less than a tenth of the file system is free
 * @param pid less than a tenth of the process ids are free
 */
public record NodePressure(boolean memory, boolean disk, boolean pid) {

  private static final long MEMORY_AVAILABLE = 100L << 20;

  /**
   * Compares each pair of quantities, which must have the same unit; a total of 0 means that it is
   * unknown.
   */
  public static NodePressure of(
      long memoryAvailable, long diskFree, long diskTotal, long processes, long processLimit) {
    return new NodePressure(
        memoryAvailable < MEMORY_AVAILABLE,
        diskTotal > 0 && diskFree < diskTotal / 10,
        processLimit > 0 && processLimit - processes < processLimit / 10);
  }
}
