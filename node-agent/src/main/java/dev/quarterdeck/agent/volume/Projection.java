package dev.quarterdeck.agent.volume;

import java.util.Arrays;
import java.util.Map;

/** What a volume made of API objects should hold. */
sealed interface Projection {

  /**
   * @param files by path relative to the volume, sorted
   */
  record Files(Map<String, ProjectedFile> files) implements Projection {}

  /**
   * @param why in Kubernetes' words
   */
  record NotReady(String why) implements Projection {}

  /**
   * @param mode permission bits
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
