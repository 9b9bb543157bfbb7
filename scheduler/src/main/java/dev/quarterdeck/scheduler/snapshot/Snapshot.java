package dev.quarterdeck.scheduler.snapshot;

import java.util.List;

/**
 * The cluster at one moment, assumed pods included. Immutable.
 *
 * @param nodes every node that has a Node object, in a stable order
 */
public record Snapshot(List<NodeInfo> nodes) {}
