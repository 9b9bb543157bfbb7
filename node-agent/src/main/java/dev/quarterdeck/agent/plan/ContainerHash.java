package dev.quarterdeck.agent.plan;

import io.fabric8.kubernetes.api.model.Container;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Tells whether a running container is still what the pod asks for. Of a container's spec only the
 * image can change in place such that a restart is needed.
 */
public final class ContainerHash {

  private ContainerHash() {}

  public static String of(Container container) {
    var crc = new CRC32();
    crc.update(
        (container.getName() + "\n" + container.getImage()).getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(crc.getValue());
  }
}
