package dev.quarterdeck.apiserver.openapi;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.quarterdeck.apiserver.discovery.Document;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.machinery.schema.PublishedSchemas;
import dev.quarterdeck.machinery.schema.Schemas;
import dev.quarterdeck.model.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/**
 * Writes whole OpenAPI documents, compressed as they are written: a document is a megabyte or two
 * in the clear, a tenth of that kept.
 */
final class DocumentWriter {

  private final Schemas schemas;
  private final String version;

  /**
   * @param version the server's, for {@code info}
   */
  DocumentWriter(Schemas schemas, String version) {
    this.schemas = schemas;
    this.version = version;
  }

  /** The OpenAPI v3 document of one group and version. */
  Document v3(List<ResourceType> types) {
    return write(
        "application/json",
        json -> {
          json.writeStringField("openapi", "3.0.0");
          info(json);
          var roots = paths(json, types, new PathText.V3());
          json.writeObjectFieldStart("components");
          json.writeObjectFieldStart("schemas");
          PublishedSchemas.read(roots, (name, schema) -> raw(json, name, schema));
          custom(json, types, CustomDefinitions.V3);
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  /** The OpenAPI v2 document of everything. */
  Document v2(List<ResourceType> types) {
    return write(
        "application/json",
        json -> {
          json.writeStringField("swagger", "2.0");
          info(json);
          var roots = paths(json, types, new PathText.V2());
          json.writeObjectFieldStart("definitions");
          PublishedSchemas.read(roots, (name, schema) -> raw(json, name, asVersion2(schema)));
          custom(json, types, CustomDefinitions.V2);
          json.writeEndObject();
        });
  }

  private static void custom(
      JsonGenerator json, List<ResourceType> types, CustomDefinitions definitions)
      throws IOException {
    for (var type : types) {
      for (var definition : definitions.of(type).entrySet()) {
        json.writeFieldName(definition.getKey());
        json.writeTree(definition.getValue());
      }
    }
  }

  /** Version 2 keeps siblings of a reference and has another root for definitions. */
  private static String asVersion2(String schema) {
    return schema
        .replaceAll("\"allOf\":\\[\\{(\"\\$ref\":\"[^\"]+\")}]", "$1")
        .replace("\"#/components/schemas/", "\"#/definitions/");
  }

  private static void raw(JsonGenerator json, String name, String schema) throws IOException {
    json.writeFieldName(name);
    json.writeRawValue(schema);
  }

  private void info(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("info");
    json.writeStringField("title", "Kubernetes");
    json.writeStringField("version", version);
    json.writeEndObject();
  }

  /** Writes the paths and returns the definitions they use. */
  private Set<String> paths(JsonGenerator json, List<ResourceType> types, PathText text)
      throws IOException {
    var roots = new LinkedHashSet<String>();
    json.writeObjectFieldStart("paths");
    for (var path : paths(types)) {
      json.writeFieldName(path.path());
      json.writeTree(text.item(path));
      for (var operation : path.operations()) {
        roots.add(operation.body());
        roots.add(operation.response());
      }
    }
    json.writeEndObject();
    if (types.stream().anyMatch(type -> type.strategy().published().isPresent())) {
      roots.addAll(CustomDefinitions.REFERENCES);
    }
    return roots;
  }

  private List<Operation.Path> paths(List<ResourceType> types) {
    var paths = new ArrayList<Operation.Path>();
    types.forEach(type -> paths.addAll(new Operations(type, schemas).paths()));
    return paths;
  }

  private interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  private static Document write(String contentType, Content content) {
    var bytes = new ByteArrayOutputStream(1 << 17);
    try (var json = Json.mapper().createGenerator(new GZIPOutputStream(bytes, 1 << 14))) {
      json.writeStartObject();
      content.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing an OpenAPI document to memory", e);
    }
    var compressed = bytes.toByteArray();
    return new Document(compressed, true, contentType, '"' + Document.hash(compressed) + '"');
  }
}
