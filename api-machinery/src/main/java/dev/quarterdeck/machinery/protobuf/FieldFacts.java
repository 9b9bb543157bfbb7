package dev.quarterdeck.machinery.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What message descriptors do not tell of a field's JSON: its name where that differs, whether its
 * zero means that it is absent, whether it is embedded. Kubernetes writes plain fields even when
 * they are zero and optional ones only when they are set; the wire shows no difference.
 */
final class FieldFacts {

  private static final String RESOURCE = "fields.txt";

  private final Set<String> zeroIsAbsent = new HashSet<>();
  private final Set<String> emptyTextCounts = new HashSet<>();
  private final Set<String> inline = new HashSet<>();
  private final Map<String, String> names = new HashMap<>();

  private FieldFacts() {}

  static FieldFacts load() {
    var facts = new FieldFacts();
    try (var in = FieldFacts.class.getResourceAsStream(RESOURCE);
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          facts.add(line.split(" +"));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + RESOURCE, e);
    }
    return facts;
  }

  private void add(String[] words) {
    for (var i = 2; i < words.length; i++) {
      var equals = words[i].indexOf('=');
      var field = words[1] + "." + (equals < 0 ? words[i] : words[i].substring(0, equals));
      switch (words[0]) {
        case "zero" -> zeroIsAbsent.add(field);
        case "text" -> emptyTextCounts.add(field);
        case "inline" -> inline.add(field);
        case "name" -> names.put(field, words[i].substring(equals + 1));
        default -> throw new IllegalStateException(RESOURCE + " has no fact " + words[0]);
      }
    }
  }

  /** The names of all fields there is a fact on, as the resource writes them. */
  Set<String> mentioned() {
    var all = new HashSet<>(zeroIsAbsent);
    all.addAll(emptyTextCounts);
    all.addAll(inline);
    all.addAll(names.keySet());
    return all;
  }

  /** The field's name in JSON. */
  String jsonName(FieldDescriptor field) {
    return names.getOrDefault(key(field), field.getName());
  }

  /** Whether its fields appear among its parent's in JSON. */
  boolean isInline(FieldDescriptor field) {
    return inline.contains(key(field));
  }

  /** Whether zero, false or an empty text on the wire stands for a field that was not set. */
  boolean zeroIsAbsent(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case STRING -> !emptyTextCounts.contains(key(field));
      case INT, LONG, BOOLEAN -> zeroIsAbsent.contains(key(field));
      case BYTE_STRING -> true;
      case FLOAT, DOUBLE, ENUM, MESSAGE -> false;
    };
  }

  private static String key(FieldDescriptor field) {
    return shortName(field.getContainingType()) + "." + field.getName();
  }

  static String shortName(Descriptor message) {
    return message.getFullName().replaceFirst("^k8s\\.io\\.(api|[a-z_]+\\.pkg\\.apis)\\.", "");
  }
}
