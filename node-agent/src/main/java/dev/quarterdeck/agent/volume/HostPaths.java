package dev.quarterdeck.agent.volume;

import dev.quarterdeck.agent.worker.PodVolumes.VolumeNotReady;
import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Checks hostPath volumes against their type, and creates the files and folders that the type
 * requires.
 */
final class HostPaths {

  private static final int TYPE_BITS = 0170000;
  private static final int SOCKET = 0140000;
  private static final int CHARACTER_DEVICE = 0020000;
  private static final int BLOCK_DEVICE = 0060000;

  private HostPaths() {}

  /** Prepares a volume and returns its path. */
  static Path prepare(HostPathVolumeSource source) throws VolumeNotReady, IOException {
    var path = Path.of(source.getPath());
    var type = source.getType() == null ? "" : source.getType();
    switch (type) {
      case "" -> {}
      case "DirectoryOrCreate" -> {
        if (Files.notExists(path)) {
          Files.createDirectories(path);
          FileTrees.mode(path, 0755);
        }
        require(Files.isDirectory(path), path, "a directory");
      }
      case "Directory" -> require(Files.isDirectory(path), path, "a directory");
      case "FileOrCreate" -> {
        createFile(path);
        require(Files.isRegularFile(path), path, "a file");
      }
      case "File" -> require(Files.isRegularFile(path), path, "a file");
      case "Socket" -> require(is(path, SOCKET), path, "a socket file");
      case "CharDevice" -> require(is(path, CHARACTER_DEVICE), path, "a character device");
      case "BlockDevice" -> require(is(path, BLOCK_DEVICE), path, "a block device");
      default -> throw new VolumeNotReady("%s is an invalid volume type".formatted(type));
    }
    return path;
  }

  private static void createFile(Path path) throws IOException {
    if (Files.exists(path)) {
      return;
    }
    try {
      Files.createFile(path);
      FileTrees.mode(path, 0644);
    } catch (FileAlreadyExistsException e) {
      // another pod created it at the same time
    }
  }

  private static boolean is(Path path, int type) throws IOException {
    return Files.exists(path) && ((int) Files.getAttribute(path, "unix:mode") & TYPE_BITS) == type;
  }

  private static void require(boolean holds, Path path, String what) throws VolumeNotReady {
    if (!holds) {
      throw new VolumeNotReady("hostPath type check failed: %s is not %s".formatted(path, what));
    }
  }
}
