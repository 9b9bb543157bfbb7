package dev.quarterdeck.machinery.schema;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The published schemas with their descriptions. They are read from the compressed resource each
 * time and never kept: OpenAPI documents are made once, objects are decoded all day.
 */
public final class PublishedSchemas {

  private static final String RESOURCE = "definitions.gz";

  /** Takes definitions as they are read. */
  @FunctionalInterface
  public interface Sink {
    /**
     * @param schema JSON, as OpenAPI v3 writes it
     */
    void accept(String name, String schema) throws IOException;
  }

  private PublishedSchemas() {}

  /**
   * Hands over {@code roots} and all they refer to, ordered by name. Names that are not known are
   * passed over.
   */
  public static void read(Collection<String> roots, Sink sink) throws IOException {
    var wanted = closure(roots);
    try (var in = Schemas.resource(RESOURCE)) {
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        var nameEnd = line.indexOf('\t');
        var name = line.substring(0, nameEnd);
        if (wanted.contains(name)) {
          sink.accept(name, line.substring(line.indexOf('\t', nameEnd + 1) + 1));
        }
      }
    }
  }

  /** The schema of one definition, as OpenAPI v3 writes it; empty when there is none. */
  static Optional<String> find(String name) throws IOException {
    try (var in = Schemas.resource(RESOURCE)) {
      return in.lines()
          .filter(line -> line.startsWith(name + "\t"))
          .map(line -> line.substring(line.indexOf('\t', name.length() + 1) + 1))
          .findFirst();
    }
  }

  private static Set<String> closure(Collection<String> roots) throws IOException {
    var references = references();
    var wanted = new HashSet<String>();
    var open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      var name = open.pop();
      if (references.containsKey(name) && wanted.add(name)) {
        for (var reference : references.get(name)) {
          open.push(reference);
        }
      }
    }
    return wanted;
  }

  private static Map<String, String[]> references() throws IOException {
    var references = new HashMap<String, String[]>();
    try (var in = Schemas.resource(RESOURCE)) {
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        var nameEnd = line.indexOf('\t');
        var names = line.substring(nameEnd + 1, line.indexOf('\t', nameEnd + 1));
        references.put(
            line.substring(0, nameEnd), names.isEmpty() ? new String[0] : names.split(","));
      }
    }
    return references;
  }
}
