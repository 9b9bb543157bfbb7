package dev.quarterdeck.machinery.schema;

import dev.quarterdeck.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The published descriptions of single fields, read when somebody asks and then kept. */
public final class Descriptions {

  private static final Map<String, Map<String, String>> READ = new ConcurrentHashMap<>();

  private static final String METADATA = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

  private Descriptions() {}

  /**
   * The description of the field at {@code path}, through lists and maps; empty when there is no
   * such field or nothing is said of it.
   *
   * @param path such as {@code spec.template.spec.nodeSelector}
   */
  public static String of(Shape.Struct type, String path) {
    var owner = type;
    var names = path.split("\\.");
    for (var i = 0; i < names.length - 1; i++) {
      var field = owner.field(names[i]);
      if (field == null || !(element(field.shape()) instanceof Shape.Struct struct)) {
        return "";
      }
      owner = struct;
    }
    return described(owner.definition(), names[names.length - 1]);
  }

  /** The description of a field of every object's metadata; empty when there is no such field. */
  public static String ofMetadata(String field) {
    return described(METADATA, field);
  }

  private static String described(String definition, String field) {
    return READ.computeIfAbsent(definition, Descriptions::read).getOrDefault(field, "");
  }

  private static Shape element(Shape shape) {
    return switch (shape) {
      case Shape.ListOf(var element) -> element(element);
      case Shape.MapOf(var value) -> element(value);
      case Shape.Struct _, Shape.Scalar _, Shape.Anything _ -> shape;
    };
  }

  private static Map<String, String> read(String definition) {
    try {
      var schema = PublishedSchemas.find(definition);
      var found = new HashMap<String, String>();
      if (schema.isPresent()) {
        var tree = Json.parse(schema.get().getBytes(StandardCharsets.UTF_8));
        for (var property : tree.path("properties").properties()) {
          found.put(property.getKey(), property.getValue().path("description").asText(""));
        }
      }
      return Map.copyOf(found);
    } catch (IOException e) {
      throw new UncheckedIOException("reading the generated definitions", e);
    }
  }
}
