package dev.quarterdeck.agent.volume;

import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** Computes the text of a pod's /etc/hosts. */
final class EtcHosts {

  private static final int MAX_HOSTNAME = 63;

  private static final String LOCAL =
      """
      # Kubernetes-managed hosts file.
      127.0.0.1\tlocalhost
      ::1\tlocalhost ip6-localhost ip6-loopback
      fe00::0\tip6-localnet
      fe00::0\tip6-mcastprefix
      fe00::1\tip6-allnodes
      fe00::2\tip6-allrouters
      """;

  private EtcHosts() {}

  /**
   * The text of the file.
   *
   * @param nodeHosts the text of the node's file, which pods on the host's network get
   * @param clusterDomain the cluster's domain, which is part of the name of a pod with a subdomain
   */
  static String of(Pod pod, List<String> podIps, String nodeHosts, String clusterDomain) {
    var text = new StringBuilder();
    if (Boolean.TRUE.equals(pod.getSpec().getHostNetwork())) {
      text.append("# Kubernetes-managed hosts file (host network).\n").append(nodeHosts);
    } else {
      text.append(LOCAL);
      var names = names(pod, clusterDomain);
      podIps.forEach(ip -> text.append(ip).append('\t').append(names).append('\n'));
    }
    var aliases = pod.getSpec().getHostAliases();
    if (aliases != null && !aliases.isEmpty()) {
      text.append("\n# Entries added by HostAliases.\n");
      aliases.forEach(alias -> text.append(line(alias)));
    }
    return text.toString();
  }

  private static String line(HostAlias alias) {
    var names = alias.getHostnames() == null ? List.<String>of() : alias.getHostnames();
    return alias.getIp() + "\t" + String.join("\t", names) + "\n";
  }

  private static String names(Pod pod, String clusterDomain) {
    var spec = pod.getSpec();
    var named = spec.getHostname() != null && !spec.getHostname().isEmpty();
    var hostname = named ? spec.getHostname() : shorten(pod.getMetadata().getName());
    if (spec.getSubdomain() == null || spec.getSubdomain().isEmpty()) {
      return hostname;
    }
    var domain =
        "%s.%s.svc.%s"
            .formatted(spec.getSubdomain(), pod.getMetadata().getNamespace(), clusterDomain);
    return hostname + "." + domain + "\t" + hostname;
  }

  private static String shorten(String name) {
    return name.length() <= MAX_HOSTNAME
        ? name
        : name.substring(0, MAX_HOSTNAME).replaceAll("[-.]+$", "");
  }
}
