package dev.quarterdeck.agent.volume;

import java.util.Arrays;
import java.util.Map;

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
   */
  record ProjectedFile(byte[] content, int mode) {
    @Override
    public boolean equals(Object other) {
      return other instanceof ProjectedFile(var theirs, var theirMode)
          && mode == theirMode
          && Arrays.equals(content, theirs);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(content) + mode;
    }
  }
}
