package dev.quarterdeck.cli.lab;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds and removes a lab's cgroups, in the one tree of v2 or in each hierarchy of v1. */
final class LabCgroups {

  private static final Path ROOT = Path.of("/sys/fs/cgroup");

  private static final Duration LIMIT = Duration.ofSeconds(5);

  private LabCgroups() {}

  /**
   * Removes {@code path} and all below it from every hierarchy, once the processes are gone.
   *
   * @param path relative to the root, such as {@code qd-lab/node-1}
   * @throws IOException when something in it does not end
   */
  static void delete(String path) throws IOException, InterruptedException {
    for (var hierarchy : hierarchies()) {
      var group = hierarchy.resolve(path);
      // The kernel lets go of a dead process' cgroup a moment after the process.
      if (!Await.until(LIMIT, () -> removed(group))) {
        throw new IOException(
            "cgroup %s is still in use after %d s".formatted(group, LIMIT.toSeconds()));
      }
    }
  }

  /** Whether any hierarchy still has the group. */
  static boolean exists(String path) throws IOException {
    return hierarchies().stream().anyMatch(hierarchy -> Files.exists(hierarchy.resolve(path)));
  }

  private static boolean removed(Path group) throws IOException {
    if (!Files.exists(group)) {
      return true;
    }
    List<Path> groups;
    try (var walk = Files.walk(group)) {
      groups = walk.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList();
    }
    for (var each : groups) {
      try {
        Files.deleteIfExists(each);
      } catch (DirectoryNotEmptyException e) {
        return false;
      }
    }
    return true;
  }

  private static List<Path> hierarchies() throws IOException {
    if (Files.exists(ROOT.resolve("cgroup.controllers"))) {
      return List.of(ROOT);
    }
    var all = new ArrayList<Path>();
    try (var entries = Files.list(ROOT)) {
      entries.filter(Files::isDirectory).forEach(all::add);
    }
    return all;
  }
}
