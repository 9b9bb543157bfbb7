package dev.quarterdeck.agent.plan;

import io.fabric8.kubernetes.api.model.Container;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Hashes the part of a container's spec that tells whether a container must restart: its name and
 * image.
 */
public final class ContainerHash {

  private ContainerHash() {}

  /** The hash of a container's spec. */
  public static String of(Container container) {
    var crc = new CRC32();
    crc.update(
        (container.getName() + "\n" + container.getImage()).getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(crc.getValue());
  }
}
