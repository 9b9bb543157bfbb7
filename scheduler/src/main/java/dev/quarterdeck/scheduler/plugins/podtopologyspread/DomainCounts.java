package dev.quarterdeck.scheduler.plugins.podtopologyspread;

/** How many nodes and pods each domain of a topology has; domains are known by numbers from 0. */
final class DomainCounts {

  private final int[] nodes;
  private final int[] pods;
  private int domains;

  /** The fewest pods of a domain, and how many domains have so few; 0 when that is not known. */
  private int smallest;

  private int atSmallest;

  DomainCounts(int numbers) {
    this(new int[numbers], new int[numbers]);
  }

  private DomainCounts(int[] nodes, int[] pods) {
    this.nodes = nodes;
    this.pods = pods;
  }

  /** The domain has so many nodes and pods more; it exists while it has nodes. */
  void add(int domain, int moreNodes, int morePods) {
    leave(domain);
    nodes[domain] += moreNodes;
    pods[domain] += morePods;
    enter(domain);
  }

  private void leave(int domain) {
    if (nodes[domain] > 0) {
      domains--;
      if (atSmallest > 0 && pods[domain] == smallest) {
        atSmallest--;
      }
    }
  }

  private void enter(int domain) {
    if (nodes[domain] > 0) {
      domains++;
      if (atSmallest > 0 && pods[domain] == smallest) {
        atSmallest++;
      } else if (pods[domain] < smallest) {
        atSmallest = 0;
      }
    }
  }

  int pods(int domain) {
    return pods[domain];
  }

  int size() {
    return domains;
  }

  /** How many pods the domain with the fewest has; 0 without domains. */
  int smallest() {
    if (atSmallest == 0 && domains > 0) {
      smallest = Integer.MAX_VALUE;
      for (var domain = 0; domain < nodes.length; domain++) {
        if (nodes[domain] > 0 && pods[domain] <= smallest) {
          atSmallest = pods[domain] < smallest ? 1 : atSmallest + 1;
          smallest = pods[domain];
        }
      }
    }
    return domains == 0 ? 0 : smallest;
  }

  DomainCounts copy() {
    var copy = new DomainCounts(nodes.clone(), pods.clone());
    copy.domains = domains;
    return copy;
  }
}
