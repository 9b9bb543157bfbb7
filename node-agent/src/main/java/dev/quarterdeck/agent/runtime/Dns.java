package dev.quarterdeck.agent.runtime;

import dev.quarterdeck.proto.cri.v1.DNSConfig;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodDNSConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Computes the resolver configuration of pods from their DNS policy. */
final class Dns {

  private Dns() {}

  /** The lines of a resolv.conf. */
  record Resolver(List<String> servers, List<String> searches, List<String> options) {}

  /**
   * The pod's DNS configuration; empty when the runtime must give the pod the host's resolv.conf.
   */
  static Optional<DNSConfig> of(Pod pod, NodeSettings node) throws IOException {
    var own = pod.getSpec().getDnsConfig();
    var policy = effectivePolicy(pod, node);
    if (policy.equals("Default") && own == null) {
      return Optional.empty();
    }
    var base =
        switch (policy) {
          case "None" -> new Resolver(List.of(), List.of(), List.of());
          case "ClusterFirst" -> cluster(pod, node, host(node));
          default -> host(node);
        };
    var merged = own == null ? base : merge(base, own);
    return Optional.of(
        DNSConfig.newBuilder()
            .addAllServers(merged.servers)
            .addAllSearches(merged.searches)
            .addAllOptions(merged.options)
            .build());
  }

  /**
   * The pod's DNS policy, or the one that replaces it on this node: {@code None}, {@code
   * ClusterFirst} or {@code Default}.
   */
  private static String effectivePolicy(Pod pod, NodeSettings node) {
    var policy = Objects.requireNonNullElse(pod.getSpec().getDnsPolicy(), "ClusterFirst");
    var onHost = Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
    return switch (policy) {
      case "None" -> "None";
      case "ClusterFirstWithHostNet" -> node.clusterDns().isEmpty() ? "Default" : "ClusterFirst";
      case "ClusterFirst" -> onHost || node.clusterDns().isEmpty() ? "Default" : "ClusterFirst";
      default -> "Default";
    };
  }

  private static Resolver cluster(Pod pod, NodeSettings node, Resolver host) {
    var domain = node.clusterDomain();
    var namespace = pod.getMetadata().getNamespace();
    var searches =
        Stream.concat(
                Stream.of(namespace + ".svc." + domain, "svc." + domain, domain),
                host.searches.stream())
            .distinct()
            .toList();
    return new Resolver(node.clusterDns(), searches, List.of("ndots:5"));
  }

  private static Resolver host(NodeSettings node) throws IOException {
    return Files.exists(node.resolvConf())
        ? parse(Files.readAllLines(node.resolvConf()))
        : new Resolver(List.of(), List.of(), List.of());
  }

  static Resolver parse(List<String> lines) {
    var servers = new ArrayList<String>();
    List<String> searches = List.of();
    var options = new ArrayList<String>();
    for (var line : lines) {
      var words = List.of(line.strip().split("\\s+"));
      var values = words.subList(1, words.size());
      switch (words.getFirst()) {
        case "nameserver" -> servers.addAll(values);
        case "search", "domain" -> searches = values;
        case "options" -> options.addAll(values);
        default -> {} // comments and what only libc knows
      }
    }
    return new Resolver(servers, searches, options);
  }

  private static Resolver merge(Resolver base, PodDNSConfig own) {
    var options = new LinkedHashSet<>(base.options);
    for (var option : own.getOptions()) {
      options.removeIf(o -> o.equals(option.getName()) || o.startsWith(option.getName() + ":"));
      options.add(
          option.getValue() == null
              ? option.getName()
              : option.getName() + ":" + option.getValue());
    }
    return new Resolver(
        joined(base.servers, own.getNameservers()),
        joined(base.searches, own.getSearches()),
        List.copyOf(options));
  }

  private static List<String> joined(List<String> base, List<String> more) {
    return Stream.concat(base.stream(), more.stream()).distinct().toList();
  }
}
