package dev.quarterdeck.client.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceAccountKeyTest {

  @TempDir Path directory;

  @Test
  void theKeyIsMadeOnceAndKeptFromOthers() throws IOException {
    var made = ServiceAccountKey.openOrCreate(directory, new SecureRandom());
    var read = ServiceAccountKey.openOrCreate(directory, new SecureRandom());
    assertThat(read.getPublic()).isEqualTo(made.getPublic());
    assertThat(Files.readString(directory.resolve("sa.key"))).contains("BEGIN RSA PRIVATE KEY");
    assertThat(Files.readString(directory.resolve("sa.pub"))).contains("BEGIN PUBLIC KEY");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("sa.key"))))
        .isEqualTo("rw-------");
  }

  @Test
  void aFileThatIsNoKeyIsNotReplaced() throws IOException {
    Files.writeString(directory.resolve("sa.key"), "nothing");
    assertThatThrownBy(() -> ServiceAccountKey.openOrCreate(directory, new SecureRandom()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("sa.key holds no private key");
  }
}
