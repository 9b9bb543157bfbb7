package dev.quarterdeck.agent.register;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The ids of a machine, from the files that the kubelet reads.
 *
 * @param machineId the id of the installation, see machine-id(5); empty when the host has none
 * @param systemUuid the UUID of the hardware; the machine id when the hardware has none
 * @param bootId the id of the kernel's boot
 */
record MachineIds(String machineId, String systemUuid, String bootId) {

  private static final int MAX_BYTES = 256;
  private static final List<String> MACHINE = List.of("etc/machine-id", "var/lib/dbus/machine-id");
  private static final List<String> SYSTEM =
      List.of(
          "sys/class/dmi/id/product_uuid",
          "proc/device-tree/system-id",
          "proc/device-tree/vm,uuid",
          "etc/machine-id");
  private static final List<String> BOOT = List.of("proc/sys/kernel/random/boot_id");

  /**
   * @param root the root of the host's file system
   */
  static MachineIds read(Path root) {
    return new MachineIds(first(root, MACHINE), first(root, SYSTEM), first(root, BOOT));
  }

  private static String first(Path root, List<String> files) {
    return files.stream()
        .map(file -> text(root.resolve(file)))
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String text(Path file) {
    try (var in = new FileInputStream(file.toFile())) {
      var text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
      return text.replace("\0", "").strip();
    } catch (IOException e) {
      return ""; // not on this kind of host, or not for this user
    }
  }
}
