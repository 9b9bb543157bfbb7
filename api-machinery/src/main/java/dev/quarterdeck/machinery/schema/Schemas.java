package dev.quarterdeck.machinery.schema;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * What is known about the types of the built-in API: for each group, version and kind how to decode
 * it and how its parts merge. Compiled kind by kind on first use.
 */
public final class Schemas {

  private static final String SHAPES = "shapes.txt.gz";

  private final Map<String, String> definitionOfKind;
  private final ShapeReader shapes;

  private Schemas(Map<String, String> definitionOfKind, ShapeReader shapes) {
    this.definitionOfKind = definitionOfKind;
    this.shapes = shapes;
  }

  /** What the build generated, read when it is first asked for. */
  public static Schemas load() {
    return Loaded.SCHEMAS;
  }

  /** Holds what all share. */
  private static final class Loaded {
    private static final Schemas SCHEMAS = read();
  }

  private static Schemas read() {
    var definitionOfKind = new HashMap<String, String>();
    var lines = new HashMap<String, String>();
    try (var in = resource(SHAPES)) {
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        var words = line.split(" ", 3);
        lines.put(words[0], line);
        if (words[1].contains("/")) {
          definitionOfKind.put(words[1], words[0]);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading the generated " + SHAPES, e);
    }
    return new Schemas(Map.copyOf(definitionOfKind), new ShapeReader(Map.copyOf(lines)));
  }

  /** A generated resource of this package, as text. */
  static BufferedReader resource(String name) throws IOException {
    var in = Schemas.class.getResourceAsStream(name);
    if (in == null) {
      throw new IOException(name + " is missing: build with Maven, which generates it");
    }
    return new BufferedReader(
        new InputStreamReader(new GZIPInputStream(in, 1 << 16), StandardCharsets.UTF_8));
  }

  /** All kinds with a type, lists included, as {@code GROUP/VERSION/KIND}. */
  public Set<String> kinds() {
    return definitionOfKind.keySet();
  }

  /**
   * The type of a kind; empty for kinds that are not built in.
   *
   * @param group empty for core
   */
  public Optional<TypeSchema> type(String group, String version, String kind) {
    return definition(group, version, kind)
        .map(name -> new TypeSchema(version, kind, shapes.struct(name)));
  }

  /** The type an object claims to be; {@code apiVersion} as objects write it. */
  public Optional<TypeSchema> type(String apiVersion, String kind) {
    var slash = apiVersion.indexOf('/');
    return slash < 0
        ? type("", apiVersion, kind)
        : type(apiVersion.substring(0, slash), apiVersion.substring(slash + 1), kind);
  }

  /** The type of a definition that is of no kind of any group, under the kind its bodies state. */
  public TypeSchema named(String definition, String version, String kind) {
    return new TypeSchema(version, kind, shapes.struct(definition));
  }

  /** The name of a kind's OpenAPI definition, such as {@code io.k8s.api.core.v1.Pod}. */
  public Optional<String> definition(String group, String version, String kind) {
    return Optional.ofNullable(definitionOfKind.get(group + "/" + version + "/" + kind));
  }
}
