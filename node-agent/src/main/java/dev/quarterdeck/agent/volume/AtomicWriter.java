package dev.quarterdeck.agent.volume;

import dev.quarterdeck.agent.volume.Projection.ProjectedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Replaces the files of a folder atomically: a reader sees either all old or all new files. The
 * layout is the kubelet's: the files are in a folder named after the time, {@code ..data} is a
 * symlink to it that is swapped by one rename, and each file (or first part of its path) is a
 * symlink into {@code ..data}.
 */
final class AtomicWriter {

  private static final String DATA = "..data";
  private static final String NEW_DATA = "..data_tmp";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("'..'yyyy_MM_dd_HH_mm_ss.SSSSSSSSS").withZone(ZoneOffset.UTC);
  private static final int MAX_PATH = 4096;

  /** Sets the owner of the new folder before it becomes visible. */
  @FunctionalInterface
  interface Owner {
    void take(Path folder) throws IOException;
  }

  private final InstantSource clock;

  AtomicWriter(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether a file may have this path within a volume. */
  static boolean isSafe(String path) {
    return !path.isEmpty()
        && path.length() <= MAX_PATH
        && !path.startsWith("/")
        && !path.startsWith("..")
        && path.indexOf('\0') < 0
        && Stream.of(path.split("/")).noneMatch(part -> part.equals("..") || part.length() > 255);
  }

  /**
   * Makes {@code folder} hold exactly {@code files}.
   *
   * @return whether anything had to change
   */
  boolean write(Path folder, Map<String, ProjectedFile> files, Owner owner) throws IOException {
    var current = current(folder);
    if (current != null && holds(current, files)) {
      linkAll(folder, files.keySet());
      return false;
    }
    var next = folder.resolve(STAMP.format(clock.instant()));
    FileTrees.delete(next);
    Files.createDirectory(next);
    FileTrees.mode(next, 0755);
    for (var file : files.entrySet()) {
      writeFile(next, file.getKey(), file.getValue());
    }
    owner.take(next);
    swap(folder, next);
    linkAll(folder, files.keySet());
    removeStale(folder, files.keySet(), next);
    return true;
  }

  /** The folder to which {@code ..data} points; null when it does not exist. */
  private static Path current(Path folder) throws IOException {
    var data = folder.resolve(DATA);
    if (!Files.isSymbolicLink(data)) {
      return null;
    }
    var current = folder.resolve(Files.readSymbolicLink(data).getFileName().toString());
    return Files.isDirectory(current, LinkOption.NOFOLLOW_LINKS) ? current : null;
  }

  private static boolean holds(Path folder, Map<String, ProjectedFile> files) throws IOException {
    var there = new TreeMap<String, ProjectedFile>();
    try (var paths = Files.walk(folder)) {
      for (var path : paths.filter(p -> !Files.isDirectory(p)).toList()) {
        var name = folder.relativize(path).toString();
        var wanted = files.get(name);
        if (wanted == null || Files.size(path) != wanted.content().length) {
          return false;
        }
        // The change of ownership may have added permissions; the requested ones must be present.
        var mode = (FileTrees.mode(path) & wanted.mode()) == wanted.mode() ? wanted.mode() : -1;
        there.put(name, new ProjectedFile(Files.readAllBytes(path), mode, owner(path, wanted)));
      }
    }
    return there.equals(files);
  }

  /** Whose file it is, where that was asked for. */
  private static OptionalInt owner(Path path, ProjectedFile wanted) throws IOException {
    return wanted.owner().isEmpty() ? OptionalInt.empty() : OptionalInt.of(FileTrees.owner(path));
  }

  private static void writeFile(Path folder, String name, ProjectedFile file) throws IOException {
    var path = folder.resolve(name);
    Files.createDirectories(path.getParent());
    for (var parent = path.getParent(); !parent.equals(folder); parent = parent.getParent()) {
      FileTrees.mode(parent, 0755);
    }
    Files.write(path, file.content());
    FileTrees.mode(path, file.mode());
    if (file.owner().isPresent()) {
      FileTrees.giveToUser(path, file.owner().getAsInt());
    }
  }

  private static void swap(Path folder, Path next) throws IOException {
    var link = folder.resolve(NEW_DATA);
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, next.getFileName());
    Files.move(
        link,
        folder.resolve(DATA),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static Set<String> firstParts(Set<String> paths) {
    return paths.stream()
        .map(path -> path.split("/", 2)[0])
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void linkAll(Path folder, Set<String> paths) throws IOException {
    for (var name : firstParts(paths)) {
      var link = folder.resolve(name);
      if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
        Files.createSymbolicLink(link, Path.of(DATA, name));
      }
    }
  }

  private static void removeStale(Path folder, Set<String> paths, Path keep) throws IOException {
    var names = firstParts(paths);
    try (var entries = Files.list(folder)) {
      for (var entry : entries.toList()) {
        var name = entry.getFileName().toString();
        if (!name.equals(DATA) && !entry.equals(keep) && !names.contains(name)) {
          FileTrees.delete(entry);
        }
      }
    }
  }
}
