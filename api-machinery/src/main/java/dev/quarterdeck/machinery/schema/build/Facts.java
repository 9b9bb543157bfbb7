package dev.quarterdeck.machinery.schema.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The facts table: what the model classes leave unsaid. The file's head explains its format.
 *
 * @param packages by name, in the file's order
 * @param about facts by type ({@code io.k8s.api.core.v1.Container}) or field ({@code
 *     io.k8s.api.core.v1.Container.env}); the value of a fact without {@code =} is empty
 */
record Facts(Map<String, Package> packages, Map<String, Map<String, String>> about) {

  private static final Set<String> WORDS =
      Set.of(
          "merge",
          "retainKeys",
          "replace",
          "atomic",
          "granular",
          "set",
          "map",
          "kind",
          "as",
          "required",
          "enum",
          "default",
          "fill",
          "fill0",
          "milli",
          "needed",
          "values",
          "min",
          "max",
          "unique",
          "form");

  /**
   * @param group API group; null where the package has no kinds
   */
  record Package(String name, String group, List<String> types) {
    String version() {
      return name.substring(name.lastIndexOf('.') + 1);
    }
  }

  static Facts read(Path file) throws IOException {
    var facts = new Facts(new LinkedHashMap<>(), new HashMap<>());
    Package current = null;
    for (var line : Files.readAllLines(file)) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      var words = List.of(line.strip().split(" +"));
      switch (words.getFirst()) {
        case "package" -> {
          current = packageOf(words);
          facts.packages.put(current.name, current);
        }
        case "types" -> current.types.addAll(words.subList(1, words.size()));
        case String subject -> facts.about.put(current.name + "." + subject, values(words));
      }
    }
    return facts;
  }

  private static Package packageOf(List<String> words) {
    var group = words.size() > 2 ? words.get(2).substring("group=".length()) : null;
    return new Package(words.get(1), group, new ArrayList<>());
  }

  private static Map<String, String> values(List<String> words) {
    var values = new LinkedHashMap<String, String>();
    for (var word : words.subList(1, words.size())) {
      var parts = word.split("=", 2);
      if (!WORDS.contains(parts[0])) {
        throw new IllegalArgumentException("the facts table knows no fact '" + word + "'");
      }
      values.put(parts[0], parts.length < 2 ? "" : parts[1]);
    }
    return values;
  }

  /** The facts on a type or field; empty when there are none. */
  Map<String, String> on(String subject) {
    return about.getOrDefault(subject, Map.of());
  }
}
