package dev.quarterdeck.agent.volume;

import dev.quarterdeck.agent.volume.Projection.ProjectedFile;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Decides who may read a pod's token (KEP-1205): the user all of its containers run as, or the
 * group that its volumes are given to; everybody in the pod where it has neither.
 */
final class TokenFile {

  private static final int OWNER_ONLY = 0600;

  private TokenFile() {}

  /**
   * @param mode what the volume says; counts where the pod has neither a user nor an fsGroup
   */
  static ProjectedFile of(Pod pod, byte[] token, int mode) {
    var user = user(pod);
    var confined = user.isPresent() || fsGroup(pod) != null;
    return new ProjectedFile(token, confined ? OWNER_ONLY : mode, user);
  }

  /** The user that every container says, or the pod for it; ephemeral containers do not count. */
  private static OptionalInt user(Pod pod) {
    var containers = new ArrayList<Container>();
    add(containers, pod.getSpec().getInitContainers());
    add(containers, pod.getSpec().getContainers());
    var users = containers.stream().map(container -> user(pod, container)).distinct().toList();
    return users.size() == 1 && users.getFirst() >= 0
        ? OptionalInt.of(users.getFirst())
        : OptionalInt.empty();
  }

  private static void add(List<Container> all, List<Container> some) {
    if (some != null) {
      all.addAll(some);
    }
  }

  /** -1 for the image's user, which the agent does not know. */
  private static int user(Pod pod, Container container) {
    var own = container.getSecurityContext();
    var pods = pod.getSpec().getSecurityContext();
    var user =
        own != null && own.getRunAsUser() != null
            ? own.getRunAsUser()
            : pods == null ? null : pods.getRunAsUser();
    return Objects.requireNonNullElse(user, -1L).intValue();
  }

  private static Long fsGroup(Pod pod) {
    var security = pod.getSpec().getSecurityContext();
    return security == null ? null : security.getFsGroup();
  }
}
