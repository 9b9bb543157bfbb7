package dev.quarterdeck.agent.volume;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/** The content of a volume that projects API objects. */
sealed interface Projection {

  /**
   * @param files the files by their path relative to the volume, sorted
   */
  record Files(Map<String, ProjectedFile> files) implements Projection {}

  /**
   * @param why the kubelet's message
   */
  record NotReady(String why) implements Projection {}

  /**
   * @param mode the permission bits
   * @param owner the user that owns it; empty for the agent's own
   */
  record ProjectedFile(byte[] content, int mode, OptionalInt owner) {

    ProjectedFile(byte[] content, int mode) {
      this(content, mode, OptionalInt.empty());
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ProjectedFile(var theirs, var theirMode, var theirOwner)
          && mode == theirMode
          && owner.equals(theirOwner)
          && Arrays.equals(content, theirs);
    }

    @Override
    public int hashCode() {
      return Objects.hash(Arrays.hashCode(content), mode, owner);
    }
  }
}
