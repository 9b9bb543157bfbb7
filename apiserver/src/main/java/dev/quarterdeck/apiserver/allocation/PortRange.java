package dev.quarterdeck.apiserver.allocation;

/**
 * The node ports of a cluster, both ends included.
 *
 * @param first such as 30000
 * @param last such as 32767
 */
public record PortRange(int first, int last) {

  /** What Kubernetes uses unless told otherwise. */
  public static final PortRange DEFAULT = new PortRange(30_000, 32_767);

  public PortRange {
    if (first < 1 || last > 65_535 || first > last) {
      throw new IllegalArgumentException("not a range of ports: " + first + "-" + last);
    }
  }

  int size() {
    return last - first + 1;
  }

  boolean contains(long port) {
    return port >= first && port <= last;
  }

  /** How many of the lowest ports are kept for static use. */
  int staticBand() {
    return size() < 32 ? 0 : Math.min(Math.max(16, size() / 32), 128);
  }

  /** {@code 30000-32767}, as the stored allocation names it. */
  @Override
  public String toString() {
    return first + "-" + last;
  }
}
