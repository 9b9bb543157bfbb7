package dev.quarterdeck.agent.volume;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Changes folders with all their content; never follows symlinks. */
final class FileTrees {

  private static final int PERMISSION_BITS = 07777;
  private static final int GROUP_READ_WRITE = 0660;
  private static final int GROUP_READ = 0440;
  private static final int GROUP_ENTER = 0110;
  private static final int SET_GID = 02000;

  private FileTrees() {}

  static int mode(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & PERMISSION_BITS;
  }

  /** Sets the permission bits regardless of the umask. */
  static void mode(Path path, int bits) throws IOException {
    Files.setAttribute(path, "unix:mode", bits & PERMISSION_BITS);
  }

  static int owner(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  static void giveToUser(Path path, int user) throws IOException {
    Files.setAttribute(path, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Gives a folder to a group as the kubelet does for fsGroup: sets the group of all files, gives
   * it the owner's access, and sets the set-group-ID bit of folders.
   */
  static void giveToGroup(Path tree, long group, boolean readOnly) throws IOException {
    var access = readOnly ? GROUP_READ : GROUP_READ_WRITE;
    walk(
        tree,
        (path, folder) -> {
          Files.setAttribute(path, "unix:gid", (int) group, LinkOption.NOFOLLOW_LINKS);
          if (!Files.isSymbolicLink(path)) {
            mode(path, mode(path) | access | (folder ? SET_GID | GROUP_ENTER : 0));
          }
        });
  }

  /** Deletes a file, or a folder with its content; does nothing when it does not exist. */
  static void delete(Path tree) throws IOException {
    if (Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      walk(tree, (path, folder) -> Files.deleteIfExists(path));
    }
  }

  @FunctionalInterface
  private interface Step {
    void at(Path path, boolean folder) throws IOException;
  }

  /** Visits a folder's content before the folder. */
  private static void walk(Path tree, Step step) throws IOException {
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            step.at(file, false);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
            if (e != null) {
              throw e;
            }
            step.at(folder, true);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
