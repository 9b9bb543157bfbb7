package dev.quarterdeck.agent.runtime;

import java.nio.file.Path;
import java.util.List;

/**
 * The node's settings for sandboxes and containers.
 *
 * @param podLogs the folder of all pods' logs
 * @param cgroupRoot the absolute path within the cgroup hierarchy; {@code /} for its root
 * @param clusterDns the name servers of pods with policy ClusterFirst; when it is empty they have
 *     the host's
 * @param clusterDomain the cluster's domain, such as {@code cluster.local}
 * @param resolvConf the host's resolv.conf
 * @param memoryBytes the node's memory capacity
 */
public record NodeSettings(
    Path podLogs,
    String cgroupRoot,
    List<String> clusterDns,
    String clusterDomain,
    Path resolvConf,
    long memoryBytes) {}
