package dev.quarterdeck.agent.volume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.agent.volume.Projection.ProjectedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AtomicWriterTest {

  @TempDir Path folder;
  private final AtomicLong seconds = new AtomicLong(1_700_000_000);
  private final AtomicWriter writer =
      new AtomicWriter(() -> Instant.ofEpochSecond(seconds.incrementAndGet()));

  private static ProjectedFile file(String content, int mode) {
    return new ProjectedFile(content.getBytes(UTF_8), mode);
  }

  private boolean write(Map<String, ProjectedFile> files) throws IOException {
    return writer.write(folder, files, next -> {});
  }

  private String[] entries() throws IOException {
    try (var list = Files.list(folder)) {
      return list.map(p -> p.getFileName().toString())
          .filter(name -> !name.startsWith("..2"))
          .sorted()
          .toArray(String[]::new);
    }
  }

  @Test
  void laysFilesOutAsTheKubeletDoes() throws IOException {
    assertThat(write(Map.of("a", file("1", 0644), "d/e/f", file("2", 0400)))).isTrue();
    assertThat(entries()).containsExactly("..data", "a", "d");
    assertThat(Files.readSymbolicLink(folder.resolve("a"))).isEqualTo(Path.of("..data/a"));
    assertThat(Files.readSymbolicLink(folder.resolve("d"))).isEqualTo(Path.of("..data/d"));
    assertThat(Files.readSymbolicLink(folder.resolve("..data")).toString())
        .startsWith("..2023_11_14_");
    assertThat(folder.resolve("d/e/f")).hasContent("2");
    assertThat(FileTrees.mode(folder.resolve("d/e/f").toRealPath())).isEqualTo(0400);
    assertThat(FileTrees.mode(folder.resolve("d").toRealPath())).isEqualTo(0755);
  }

  @Test
  void nothingChangesWhereNothingNeedsTo() throws IOException {
    write(Map.of("a", file("1", 0644)));
    var before = Files.readSymbolicLink(folder.resolve("..data"));
    assertThat(write(Map.of("a", file("1", 0644)))).isFalse();
    assertThat(Files.readSymbolicLink(folder.resolve("..data"))).isEqualTo(before);
  }

  @Test
  void aChangeSwapsAllAndLeavesNoOldFolder() throws IOException {
    write(Map.of("a", file("1", 0644), "old/x", file("2", 0644)));
    var before = folder.resolve("..data").toRealPath();
    assertThat(write(Map.of("a", file("1", 0600), "new", file("3", 0644)))).isTrue();
    assertThat(entries()).containsExactly("..data", "a", "new");
    assertThat(before).doesNotExist();
    assertThat(FileTrees.mode(folder.resolve("a").toRealPath())).isEqualTo(0600);
    assertThat(write(Map.of())).isTrue();
    assertThat(entries()).containsExactly("..data");
  }

  @Test
  void mendsLinksAndFilesThatWereTamperedWith() throws IOException {
    write(Map.of("a", file("1", 0644)));
    Files.delete(folder.resolve("a"));
    assertThat(write(Map.of("a", file("1", 0644)))).isFalse();
    assertThat(folder.resolve("a")).hasContent("1");
    Files.writeString(folder.resolve("..data/a"), "X");
    assertThat(write(Map.of("a", file("1", 0644)))).isTrue();
    assertThat(folder.resolve("a")).hasContent("1");
  }

  @Test
  void anOwnerSeesTheFilesBeforeReadersDo() throws IOException {
    writer.write(
        folder,
        Map.of("a", file("1", 0644)),
        next -> {
          assertThat(next.resolve("a")).hasContent("1");
          assertThat(folder.resolve("a")).doesNotExist();
        });
    assertThat(folder.resolve("a")).exists();
  }

  @ParameterizedTest
  @CsvSource({
    "a, true",
    "a/b..c, true",
    ".hidden, true",
    "/a, false",
    "../a, false",
    "a/../b, false",
    "..data, false",
    "'', false",
  })
  void knowsSafePaths(String path, boolean safe) {
    assertThat(AtomicWriter.isSafe(path)).isEqualTo(safe);
  }
}
