package dev.quarterdeck.e2e.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/conformance.md must not name tests that are gone. */
class ConformanceTableTest {

  private static final Path HOME = Path.of(System.getProperty("qd.home"));
  private static final Pattern NAMED = Pattern.compile("`(?:[a-z]+\\.)?(\\w+Test)(?:\\.(\\w+))?`");

  @Test
  void everyTestTheTableNamesExists() throws IOException {
    var table = Files.readString(HOME.resolve("docs/conformance.md"));
    var named =
        NAMED
            .matcher(table)
            .results()
            .filter(found -> !found.group(1).equals(getClass().getSimpleName()))
            .map(found -> found.group(1) + (found.group(2) == null ? "" : "." + found.group(2)))
            .collect(Collectors.toSet());
    assertThat(named).hasSizeGreaterThan(30);
    assertThat(existing()).containsAll(named);
  }

  private static Set<String> existing() throws IOException {
    try (Stream<Path> files = Files.walk(HOME)) {
      return files
          .filter(file -> file.toString().contains("/src/test/java/"))
          .filter(file -> file.getFileName().toString().endsWith("Test.java"))
          .flatMap(ConformanceTableTest::names)
          .collect(Collectors.toSet());
    }
  }

  private static Stream<String> names(Path file) {
    var type = file.getFileName().toString().replace(".java", "");
    try {
      var methods = Pattern.compile("void (\\w+)\\(").matcher(Files.readString(file)).results();
      return Stream.concat(Stream.of(type), methods.map(method -> type + "." + method.group(1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
