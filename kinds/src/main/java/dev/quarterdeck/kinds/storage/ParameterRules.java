package dev.quarterdeck.kinds.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;

/** The rules on drivers and what is handed to them, which all classes of storage share. */
final class ParameterRules {

  private static final int MAX_ENTRIES = 512;

  /** 256 KiB, of keys and values together. */
  static final int MAX_BYTES = 256 << 10;

  private ParameterRules() {}

  static void provisioner(Field name) {
    if (name.needed()) {
      var lower = name.text().toLowerCase(Locale.ROOT);
      Names.qualified(lower).forEach(message -> name.invalid(lower, message));
    }
  }

  static void parameters(Field parameters) {
    if (parameters.node().size() > MAX_ENTRIES) {
      parameters.tooLong(MAX_ENTRIES);
      return;
    }
    if (parameters.node().has("")) {
      parameters.invalid("", "field can not be empty.");
    }
    size(parameters);
  }

  /** Refuses a map of texts that is too large as a whole. */
  static void size(Field map) {
    var bytes = 0L;
    for (var entry : Tree.textMap(map.node()).entrySet()) {
      bytes += length(entry.getKey()) + length(entry.getValue());
    }
    if (bytes > MAX_BYTES) {
      map.tooLong(MAX_BYTES);
    }
  }

  private static int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Refuses changes of fields, in the words classes of storage have for it. */
  static void fixed(Field object, ObjectNode old, String... names) {
    for (var name : names) {
      if (!Objects.equals(object.node().get(name), old.get(name))) {
        object.get(name).forbidden("updates to %s are forbidden.".formatted(name));
      }
    }
  }
}
