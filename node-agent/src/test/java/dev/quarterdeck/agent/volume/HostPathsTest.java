package dev.quarterdeck.agent.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostPathsTest {

  @TempDir Path folder;

  @BeforeEach
  void fill() throws IOException {
    Files.createDirectory(folder.resolve("folder"));
    Files.createFile(folder.resolve("file"));
    try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(folder.resolve("socket")));
    }
  }

  private Path prepare(String name, String type) throws Exception {
    var path = name.startsWith("/") ? name : folder.resolve(name).toString();
    return HostPaths.prepare(new HostPathVolumeSource(path, type));
  }

  @ParameterizedTest
  @CsvSource({
    "folder, Directory",
    "folder, DirectoryOrCreate",
    "folder, ''",
    "folder,",
    "nothing, ''",
    "file, File",
    "file, FileOrCreate",
    "socket, Socket",
    "/dev/null, CharDevice",
  })
  void takesWhatItsTypeSays(String name, String type) throws Exception {
    assertThat(prepare(name, type)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "folder, File, a file",
    "file, Directory, a directory",
    "file, DirectoryOrCreate, a directory",
    "folder, FileOrCreate, a file",
    "nothing, Directory, a directory",
    "nothing, File, a file",
    "file, Socket, a socket file",
    "/dev/null, BlockDevice, a block device",
    "file, CharDevice, a character device",
    "nothing, Socket, a socket file",
  })
  void refusesTheRest(String name, String type, String what) {
    assertThatThrownBy(() -> prepare(name, type))
        .hasMessageStartingWith("hostPath type check failed: ")
        .hasMessageEndingWith(" is not " + what);
  }

  @Test
  void createsWhereTheTypeSaysSo() throws Exception {
    assertThat(prepare("new/folder", "DirectoryOrCreate")).isDirectory();
    assertThat(prepare("new/file", "FileOrCreate")).isRegularFile();
    assertThat(FileTrees.mode(folder.resolve("new/folder"))).isEqualTo(0755);
    assertThat(FileTrees.mode(folder.resolve("new/file"))).isEqualTo(0644);
  }
}
