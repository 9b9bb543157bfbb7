package dev.quarterdeck.scheduler.placement;

import dev.quarterdeck.scheduler.framework.NodeStatuses;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.framework.Status.Rejection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Why no node can take a pod.
 *
 * @param nodes how many nodes there are
 * @param statuses why each of them was rejected
 * @param rejectedBy the plugins that rejected
 * @param pendingOn those of them whose status was Pending
 * @param preFilterMessage what a plugin said against every node at once; empty when none did
 * @param postFilterMessage what came of the attempts to do something about it
 */
public record Diagnosis(
    int nodes,
    NodeStatuses statuses,
    Set<String> rejectedBy,
    Set<String> pendingOn,
    String preFilterMessage,
    String postFilterMessage) {

  private static final String NO_NODES = "no nodes available to schedule pods";

  /** Without nodes any node that comes may do: as if every plugin had rejected. */
  static Diagnosis withoutNodes(Set<String> plugins) {
    return new Diagnosis(0, new NodeStatuses(), plugins, Set.of(), "", "");
  }

  /** Every node was rejected for one reason, before any was asked. */
  static Diagnosis ofPreFilter(int nodes, Rejection rejection, Set<String> restrictedBy) {
    var statuses = new NodeStatuses();
    statuses.putAbsent(rejection);
    var rejectors = new TreeSet<>(restrictedBy);
    var pending = new TreeSet<String>();
    addPlugin(rejection, rejectors, pending);
    return new Diagnosis(nodes, statuses, rejectors, pending, rejection.message(), "");
  }

  /** Nodes were rejected one by one; those not asked were ruled out by {@code restrictedBy}. */
  static Diagnosis ofFilter(int nodes, NodeStatuses statuses, Set<String> restrictedBy) {
    var rejectors = new TreeSet<>(restrictedBy);
    var pending = new TreeSet<String>();
    statuses.forEach((_, status) -> addPlugin(status, rejectors, pending));
    return new Diagnosis(nodes, statuses, rejectors, pending, "", "");
  }

  /** The one node that was chosen was rejected after all, at Reserve or Permit. */
  public static Diagnosis ofNode(String node, Rejection rejection) {
    var statuses = new NodeStatuses();
    statuses.put(node, rejection);
    return ofFilter(1, statuses, Set.of());
  }

  private static void addPlugin(Rejection status, Set<String> rejectors, Set<String> pending) {
    if (status.plugin().isEmpty()) {
      return;
    }
    rejectors.add(status.plugin());
    if (status instanceof Status.Pending) {
      pending.add(status.plugin());
    }
  }

  Diagnosis withPostFilter(String message) {
    return new Diagnosis(nodes, statuses, rejectedBy, pendingOn, preFilterMessage, message);
  }

  /**
   * All of it in one line, in the words of Kubernetes: {@code 0/3 nodes are available: 1
   * Insufficient cpu, 2 node(s) were unschedulable. preemption: …}
   */
  public String message() {
    if (nodes == 0) {
      return NO_NODES;
    }
    var sentences = new ArrayList<String>();
    sentences.add("0/%d nodes are available:".formatted(nodes));
    if (!preFilterMessage.isEmpty()) {
      sentences.add(preFilterMessage + ".");
    } else {
      var reasons = reasons();
      if (!reasons.isEmpty()) {
        sentences.add(String.join(", ", reasons) + ".");
      }
    }
    if (!postFilterMessage.isEmpty()) {
      sentences.add(postFilterMessage);
    }
    return String.join(" ", sentences);
  }

  private List<String> reasons() {
    var counts = new HashMap<String, Integer>();
    statuses.forEach(
        (_, status) -> status.reasons().forEach(reason -> counts.merge(reason, 1, Integer::sum)));
    var notAsked = nodes - statuses.size();
    if (notAsked > 0) {
      statuses.absent().reasons().forEach(reason -> counts.merge(reason, notAsked, Integer::sum));
    }
    return counts.entrySet().stream().map(Diagnosis::counted).sorted().toList();
  }

  private static String counted(Map.Entry<String, Integer> reason) {
    return reason.getValue() + " " + reason.getKey();
  }
}
