package dev.quarterdeck.agent.runtime;

import dev.quarterdeck.agent.plan.PodSpecs;
import dev.quarterdeck.proto.cri.v1.Capability;
import dev.quarterdeck.proto.cri.v1.Int64Value;
import dev.quarterdeck.proto.cri.v1.LinuxContainerSecurityContext;
import dev.quarterdeck.proto.cri.v1.LinuxSandboxSecurityContext;
import dev.quarterdeck.proto.cri.v1.NamespaceMode;
import dev.quarterdeck.proto.cri.v1.NamespaceOption;
import dev.quarterdeck.proto.cri.v1.SELinuxOption;
import dev.quarterdeck.proto.cri.v1.SecurityProfile;
import dev.quarterdeck.proto.cri.v1.SecurityProfile.ProfileType;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SELinuxOptions;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * Translates security contexts to CRI. A field of the container's context replaces that of the
 * pod's.
 */
final class Security {

  private static final String SECCOMP_ROOT = "/var/lib/kubelet/seccomp/";

  private Security() {}

  static LinuxSandboxSecurityContext sandbox(Pod pod) {
    var context = podContext(pod);
    var security =
        LinuxSandboxSecurityContext.newBuilder()
            .setNamespaceOptions(namespaces(pod))
            .setPrivileged(PodSpecs.all(pod).anyMatch(Security::privileged))
            .addAllSupplementalGroups(groups(context))
            // The pause process needs no other profile, whatever profile the containers have.
            .setSeccomp(SecurityProfile.newBuilder().setProfileType(ProfileType.RuntimeDefault));
    if (context.getRunAsUser() != null) {
      security.setRunAsUser(number(context.getRunAsUser()));
      if (context.getRunAsGroup() != null) {
        security.setRunAsGroup(number(context.getRunAsGroup()));
      }
    }
    if (context.getSeLinuxOptions() != null) {
      security.setSelinuxOptions(seLinux(context.getSeLinuxOptions()));
    }
    return security.build();
  }

  /**
   * @param imageUser the image's numeric user; null when it has none or names its user
   * @param target the id of the container whose process namespace the container joins; empty for
   *     none
   */
  static LinuxContainerSecurityContext container(
      Pod pod, Container container, Long imageUser, String target) {
    var own = ownContext(container);
    var shared = podContext(pod);
    var security =
        LinuxContainerSecurityContext.newBuilder()
            .setNamespaceOptions(namespaces(pod, target))
            .setPrivileged(privileged(container))
            .setReadonlyRootfs(Boolean.TRUE.equals(own.getReadOnlyRootFilesystem()))
            .setNoNewPrivs(noNewPrivileges(own))
            .setCapabilities(capabilities(own))
            .addAllSupplementalGroups(groups(shared))
            .setSeccomp(
                seccomp(
                    either(own, SecurityContext::getSeccompProfile, shared.getSeccompProfile())));
    var user = either(own, SecurityContext::getRunAsUser, shared.getRunAsUser());
    var group = either(own, SecurityContext::getRunAsGroup, shared.getRunAsGroup());
    if (user != null) {
      security.setRunAsUser(number(user));
    }
    if (group != null) {
      // Runtimes refuse a group without a user; the image's user is the one that would run anyway.
      security.setRunAsUser(number(Objects.requireNonNullElse(user, orRoot(imageUser))));
      security.setRunAsGroup(number(group));
    }
    var seLinux = either(own, SecurityContext::getSeLinuxOptions, shared.getSeLinuxOptions());
    if (seLinux != null) {
      security.setSelinuxOptions(seLinux(seLinux));
    }
    return security.build();
  }

  /** Why the container must not run as the image's user; null when it may. */
  static String refusal(Pod pod, Container container, Long imageUser, String imageUserName) {
    var own = ownContext(container);
    var shared = podContext(pod);
    var nonRoot = either(own, SecurityContext::getRunAsNonRoot, shared.getRunAsNonRoot());
    if (!Boolean.TRUE.equals(nonRoot)) {
      return null;
    }
    var user = either(own, SecurityContext::getRunAsUser, shared.getRunAsUser());
    if (user != null) {
      return user == 0 ? "container's runAsUser breaks non-root policy" : null;
    }
    if (imageUser != null && imageUser != 0) {
      return null;
    }
    return imageUserName.isEmpty()
        ? "container has runAsNonRoot and image will run as root"
        : "container has runAsNonRoot and image has non-numeric user (%s), cannot verify user is non-root"
            .formatted(imageUserName);
  }

  private static long orRoot(Long user) {
    return user == null ? 0 : user;
  }

  static NamespaceOption namespaces(Pod pod) {
    var spec = pod.getSpec();
    var pid = NamespaceMode.CONTAINER;
    if (Boolean.TRUE.equals(spec.getHostPID())) {
      pid = NamespaceMode.NODE;
    } else if (Boolean.TRUE.equals(spec.getShareProcessNamespace())) {
      pid = NamespaceMode.POD;
    }
    return NamespaceOption.newBuilder()
        .setNetwork(nodeOrPod(spec.getHostNetwork()))
        .setIpc(nodeOrPod(spec.getHostIPC()))
        .setPid(pid)
        .build();
  }

  private static NamespaceOption namespaces(Pod pod, String target) {
    var shared = namespaces(pod);
    // A shared process namespace also has the target's processes.
    return target.isEmpty() || shared.getPid() != NamespaceMode.CONTAINER
        ? shared
        : shared.toBuilder().setPid(NamespaceMode.TARGET).setTargetId(target).build();
  }

  private static NamespaceMode nodeOrPod(Boolean host) {
    return Boolean.TRUE.equals(host) ? NamespaceMode.NODE : NamespaceMode.POD;
  }

  private static boolean privileged(Container container) {
    return Boolean.TRUE.equals(ownContext(container).getPrivileged());
  }

  private static boolean noNewPrivileges(SecurityContext own) {
    return Boolean.FALSE.equals(own.getAllowPrivilegeEscalation());
  }

  private static Capability capabilities(SecurityContext own) {
    var capabilities = Capability.newBuilder();
    if (own.getCapabilities() != null) {
      capabilities
          .addAllAddCapabilities(own.getCapabilities().getAdd())
          .addAllDropCapabilities(own.getCapabilities().getDrop());
    }
    return capabilities.build();
  }

  private static List<Long> groups(PodSecurityContext context) {
    var groups = new ArrayList<Long>();
    if (context.getSupplementalGroups() != null) {
      groups.addAll(context.getSupplementalGroups());
    }
    if (context.getFsGroup() != null) {
      groups.add(context.getFsGroup());
    }
    return groups;
  }

  /**
   * The seccomp profile; without one containers run unconfined, as in Kubernetes without
   * SeccompDefault.
   */
  private static SecurityProfile seccomp(SeccompProfile profile) {
    var type = profile == null ? "Unconfined" : profile.getType();
    var result = SecurityProfile.newBuilder();
    return switch (type) {
      case "RuntimeDefault" -> result.setProfileType(ProfileType.RuntimeDefault).build();
      case "Localhost" ->
          result
              .setProfileType(ProfileType.Localhost)
              .setLocalhostRef(SECCOMP_ROOT + profile.getLocalhostProfile())
              .build();
      default -> result.setProfileType(ProfileType.Unconfined).build();
    };
  }

  private static SELinuxOption seLinux(SELinuxOptions options) {
    return SELinuxOption.newBuilder()
        .setUser(Objects.requireNonNullElse(options.getUser(), ""))
        .setRole(Objects.requireNonNullElse(options.getRole(), ""))
        .setType(Objects.requireNonNullElse(options.getType(), ""))
        .setLevel(Objects.requireNonNullElse(options.getLevel(), ""))
        .build();
  }

  private static <T> T either(SecurityContext own, Function<SecurityContext, T> field, T shared) {
    var value = field.apply(own);
    return value == null ? shared : value;
  }

  private static SecurityContext ownContext(Container container) {
    return container.getSecurityContext() == null
        ? new SecurityContext()
        : container.getSecurityContext();
  }

  private static PodSecurityContext podContext(Pod pod) {
    var context = pod.getSpec().getSecurityContext();
    return context == null ? new PodSecurityContext() : context;
  }

  private static Int64Value number(long value) {
    return Int64Value.newBuilder().setValue(value).build();
  }
}
