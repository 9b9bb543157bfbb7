package dev.quarterdeck.agent.plan;

import dev.quarterdeck.agent.plan.PodState.Stop;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The sysctls that pods of this node may set: those that Kubernetes calls safe, if this kernel has
 * them per namespace, and those that the node's administrator allows.
 */
public final class SysctlAllowlist {

  private static final int MAX_LENGTH = 253;
  private static final String SEGMENT = "[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
  private static final Pattern PATTERN =
      Pattern.compile("^(" + SEGMENT + "[\\./])*([a-z0-9][-_a-z0-9]*)?[a-z0-9*]$");
  private static final Pattern KERNEL = Pattern.compile("^(\\d{1,4})\\.(\\d{1,4}).*");

  private static final List<SafeSysctl> SAFE =
      List.of(
          new SafeSysctl("kernel.shm_rmid_forced", 0, 0),
          new SafeSysctl("net.ipv4.ip_local_port_range", 0, 0),
          new SafeSysctl("net.ipv4.tcp_syncookies", 0, 0),
          new SafeSysctl("net.ipv4.ping_group_range", 0, 0),
          new SafeSysctl("net.ipv4.ip_unprivileged_port_start", 0, 0),
          new SafeSysctl("net.ipv4.ip_local_reserved_ports", 3, 16),
          new SafeSysctl("net.ipv4.tcp_keepalive_time", 4, 5),
          new SafeSysctl("net.ipv4.tcp_fin_timeout", 4, 6),
          new SafeSysctl("net.ipv4.tcp_keepalive_intvl", 4, 5),
          new SafeSysctl("net.ipv4.tcp_keepalive_probes", 4, 5),
          new SafeSysctl("net.ipv4.tcp_rmem", 4, 15),
          new SafeSysctl("net.ipv4.tcp_wmem", 4, 15));

  private static final Map<String, Namespace> NAMESPACES =
      Map.ofEntries(
          Map.entry("kernel.sem", Namespace.IPC),
          Map.entry("kernel.shmall", Namespace.IPC),
          Map.entry("kernel.shmmax", Namespace.IPC),
          Map.entry("kernel.shmmni", Namespace.IPC),
          Map.entry("kernel.shm_rmid_forced", Namespace.IPC),
          Map.entry("kernel.shm", Namespace.IPC),
          Map.entry("kernel.msgmax", Namespace.IPC),
          Map.entry("kernel.msgmnb", Namespace.IPC),
          Map.entry("kernel.msgmni", Namespace.IPC),
          Map.entry("kernel.msg", Namespace.IPC));

  /** A sysctl and the first kernel version that has it per namespace. */
  private record SafeSysctl(String name, int major, int minor) {
    boolean isIn(int kernelMajor, int kernelMinor) {
      return kernelMajor > major || kernelMajor == major && kernelMinor >= minor;
    }
  }

  /**
   * The kind of namespace that has a sysctl; {@code title} is its name in the kubelet's messages.
   */
  private enum Namespace {
    IPC("IPC"),
    NET("Net");

    private final String title;

    Namespace(String title) {
      this.title = title;
    }
  }

  /**
   * @param name the name, or the prefix of the names
   */
  private record Allowed(String name, boolean prefix, Namespace namespace) {
    boolean matches(String sysctl) {
      return prefix ? sysctl.startsWith(name) : sysctl.equals(name);
    }
  }

  private final List<Allowed> allowed;

  private SysctlAllowlist(List<Allowed> allowed) {
    this.allowed = List.copyOf(allowed);
  }

  /**
   * @param kernelRelease such as {@code 6.1.0-18-amd64}
   * @param unsafe the allowed unsafe sysctls: names, or patterns that end in {@code *}
   * @throws IllegalArgumentException with the kubelet's message when one of them is not a sysctl
   *     name, or its sysctl is not per namespace
   */
  public static SysctlAllowlist of(String kernelRelease, List<String> unsafe) {
    var kernel = KERNEL.matcher(kernelRelease);
    var known = kernel.matches();
    var major = known ? Integer.parseInt(kernel.group(1)) : 0;
    var minor = known ? Integer.parseInt(kernel.group(2)) : 0;
    var safe = SAFE.stream().filter(s -> s.isIn(major, minor)).map(SafeSysctl::name);
    return new SysctlAllowlist(
        Stream.concat(safe, unsafe.stream()).map(SysctlAllowlist::allowed).toList());
  }

  private static Allowed allowed(String pattern) {
    if (pattern.length() > MAX_LENGTH || !PATTERN.matcher(pattern).matches()) {
      throw new IllegalArgumentException(
          "sysctl \"%s\" must have at most %d characters and match regex %s"
              .formatted(pattern, MAX_LENGTH, PATTERN));
    }
    var dotted = dotted(pattern);
    var star = dotted.indexOf('*');
    var name = star < 0 ? dotted : dotted.substring(0, star);
    var namespace =
        namespaceOf(name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the sysctls \"%s\" are not known to be namespaced".formatted(name)));
    return new Allowed(name, star >= 0, namespace);
  }

  private static Optional<Namespace> namespaceOf(String name) {
    if (NAMESPACES.containsKey(name)) {
      return Optional.of(NAMESPACES.get(name));
    }
    if (name.startsWith("net.")) {
      return Optional.of(Namespace.NET);
    }
    return name.startsWith("fs.mqueue.") ? Optional.of(Namespace.IPC) : Optional.empty();
  }

  /**
   * The name with dots as separators. A name whose first separator is a slash has slashes for dots
   * and dots for slashes, see sysctl.d(5).
   */
  public static String dotted(String name) {
    var dot = name.indexOf('.');
    var slash = name.indexOf('/');
    if (slash < 0 || dot >= 0 && dot < slash) {
      return name;
    }
    var swapped = new StringBuilder(name.length());
    name.chars().forEach(c -> swapped.append(c == '.' ? '/' : c == '/' ? '.' : (char) c));
    return swapped.toString();
  }

  /** Why the node rejects the pod; empty when it may run it. */
  public Optional<Stop> rejection(Pod pod) {
    return Optional.ofNullable(pod.getSpec().getSecurityContext())
        .map(PodSecurityContext::getSysctls)
        .orElse(new ArrayList<>())
        .stream()
        .flatMap(sysctl -> refusal(dotted(sysctl.getName()), pod).stream())
        .findFirst()
        .map(why -> Stop.rejection("SysctlForbidden", "forbidden sysctl: " + why));
  }

  private Optional<String> refusal(String sysctl, Pod pod) {
    var match = allowed.stream().filter(one -> one.matches(sysctl)).findFirst();
    if (match.isEmpty()) {
      return Optional.of("\"%s\" not allowlisted".formatted(sysctl));
    }
    var namespace = match.get().namespace();
    var ofHost =
        switch (namespace) {
          case IPC -> Boolean.TRUE.equals(pod.getSpec().getHostIPC());
          case NET -> PodSpecs.hostNetwork(pod);
        };
    return ofHost
        ? Optional.of("\"%s\" not allowed with host %s enabled".formatted(sysctl, namespace.title))
        : Optional.empty();
  }
}
