package dev.quarterdeck.e2e.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/ARCHITECTURE.md stays short, and names classes that there are. */
class ArchitecturePageTest {

  private static final Path PROJECT = Path.of(System.getProperty("qd.home"));
  private static final Pattern CLASSES = Pattern.compile("(Nine|Ten) classes: ([^.]+)\\.");
  private static final Pattern IN_A_PACKAGE = Pattern.compile("`[a-z.]+\\.([A-Z][A-Za-z]+)`");

  @ParameterizedTest
  @ValueSource(strings = {"One POST", "One watch", "One pod"})
  void aNewcomersPathNamesAtMostTenClassesWhichExist(String path) throws IOException {
    var section = page().split("## " + path + "\n")[1].split("\n## ")[0];
    var found = CLASSES.matcher(section);
    assertThat(found.find()).isTrue();
    var named = List.of(found.group(2).split(",\\s+"));
    assertThat(named).hasSizeLessThanOrEqualTo(10);
    assertThat(classes()).containsAll(named);
    assertThat(section.substring(0, found.start())).contains(named);
  }

  @Test
  void everyClassThatThePageNamesWithItsPackageExists() throws IOException {
    var named =
        IN_A_PACKAGE.matcher(page()).results().map(match -> match.group(1)).distinct().toList();
    assertThat(named).hasSizeGreaterThan(10);
    assertThat(classes()).containsAll(named);
  }

  @Test
  void thePageIsTwoPagesLong() throws IOException {
    assertThat(page().lines()).hasSizeLessThanOrEqualTo(130);
  }

  private static String page() throws IOException {
    return Files.readString(PROJECT.resolve("docs/ARCHITECTURE.md"));
  }

  private static Set<String> classes() throws IOException {
    try (var modules = Files.list(PROJECT)) {
      return modules
          .map(module -> module.resolve("src/main/java"))
          .filter(Files::isDirectory)
          .flatMap(ArchitecturePageTest::sources)
          .map(file -> file.getFileName().toString().replace(".java", ""))
          .collect(Collectors.toSet());
    }
  }

  private static Stream<Path> sources(Path folder) {
    try (var files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
