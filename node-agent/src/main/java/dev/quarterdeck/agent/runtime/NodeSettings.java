package dev.quarterdeck.agent.runtime;

import java.nio.file.Path;
import java.util.List;

/**
 * What of the node goes into sandboxes and containers.
 *
 * @param podLogs below this, one folder a pod
 * @param cgroupRoot absolute within the cgroup hierarchy, {@code /} for the top
 * @param clusterDns name servers for pods with policy ClusterFirst; empty: they get the host's
 * @param clusterDomain such as {@code cluster.local}
 * @param resolvConf the host's, for policies that build on it
 * @param memoryBytes the node's capacity
 */
public record NodeSettings(
    Path podLogs,
    String cgroupRoot,
    List<String> clusterDns,
    String clusterDomain,
    Path resolvConf,
    long memoryBytes) {}
