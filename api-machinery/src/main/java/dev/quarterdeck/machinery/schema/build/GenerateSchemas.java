package dev.quarterdeck.machinery.schema.build;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** The build step. Does nothing when its output is newer than everything it depends on. */
public final class GenerateSchemas {

  private GenerateSchemas() {}

  /**
   * @param arguments the facts file and the folder of compiled classes, where the resources go
   */
  public static void main(String[] arguments) throws IOException {
    var factsFile = Path.of(arguments[0]);
    var classes = Path.of(arguments[1]);
    var room = classes.resolve("dev/quarterdeck/machinery/schema");
    var shapes = room.resolve("shapes.txt.gz");
    var definitions = room.resolve("definitions.gz");
    if (!upToDate(List.of(shapes, definitions), factsFile, room.resolve("build"))) {
      generate(Facts.read(factsFile), shapes, definitions);
    }
  }

  private static boolean upToDate(List<Path> outputs, Path factsFile, Path generator)
      throws IOException {
    var newestInput = modified(factsFile);
    try (var files = Files.list(generator)) {
      for (var file : files.toList()) {
        newestInput = Math.max(newestInput, modified(file));
      }
    }
    for (var output : outputs) {
      if (!Files.exists(output) || modified(output) < newestInput) {
        return false;
      }
    }
    return true;
  }

  private static long modified(Path file) throws IOException {
    return Files.getLastModifiedTime(file).toMillis();
  }

  private static void generate(Facts facts, Path shapes, Path definitions) throws IOException {
    var all = new ModelClasses(facts).read();
    write(shapes, all.stream().map(ShapeText::line));
    write(
        definitions,
        Stream.concat(
                all.stream().map(DefinitionText::line),
                Wellknown.all().stream().map(DefinitionText::line))
            .sorted());
  }

  private static void write(Path file, Stream<String> lines) throws IOException {
    var unfinished = file.resolveSibling(file.getFileName() + ".new");
    try (var out =
        new OutputStreamWriter(
            new GZIPOutputStream(Files.newOutputStream(unfinished)), StandardCharsets.UTF_8)) {
      for (var line : (Iterable<String>) lines::iterator) {
        out.append(line).append('\n');
      }
    }
    Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
