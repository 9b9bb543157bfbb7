package dev.quarterdeck.machinery.schema.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The facts table: what the model classes leave unsaid. The file's head explains its format.
 *
 * @param packages by name, in the file's order
 * @param about facts by type ({@code io.k8s.api.core.v1.Container}) or field ({@code
 *     io.k8s.api.core.v1.Container.env}); the value of a fact without {@code =} is empty
 */
record Facts(Map<String, Package> packages, Map<String, Map<String, String>> about) {

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
      var equals = word.indexOf('=');
      values.put(
          equals < 0 ? word : word.substring(0, equals),
          equals < 0 ? "" : word.substring(equals + 1));
    }
    return values;
  }

  /** The facts on a type or field; empty when there are none. */
  Map<String, String> on(String subject) {
    return about.getOrDefault(subject, Map.of());
  }
}
