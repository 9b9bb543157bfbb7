package dev.quarterdeck.agent.register;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineIdsTest {

  @TempDir Path root;

  private void write(String file, String text) throws IOException {
    Files.createDirectories(root.resolve(file).getParent());
    Files.writeString(root.resolve(file), text);
  }

  @Test
  void theHardwaresIdIsPreferred() throws Exception {
    write("etc/machine-id", "m\n");
    write("sys/class/dmi/id/product_uuid", "s\n");
    write("proc/sys/kernel/random/boot_id", "b\n");
    assertThat(MachineIds.read(root)).isEqualTo(new MachineIds("m", "s", "b"));
  }

  @Test
  void aMachineWithoutFirmwareTablesIsKnownByItsInstallation() throws Exception {
    write("etc/machine-id", "m\n");
    assertThat(MachineIds.read(root)).isEqualTo(new MachineIds("m", "m", ""));
  }

  @Test
  void deviceTreesEndTheirTextsWithZero() throws Exception {
    write("var/lib/dbus/machine-id", "d\n");
    write("proc/device-tree/vm,uuid", "v\0");
    assertThat(MachineIds.read(root)).isEqualTo(new MachineIds("d", "v", ""));
  }
}
