package dev.quarterdeck.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.Json;

/** Writes a path's item: what version 2 and version 3 of OpenAPI have in common, and each alone. */
sealed interface PathText {

  /** Fills in a parameter's type. */
  void type(ObjectNode parameter, String type);

  /** Adds the request's body. */
  void body(ObjectNode operation, ArrayNode parameters, Operation of);

  /** Adds what the answer carries. */
  void content(ObjectNode response, String definition);

  /** Writes what is special to the version beside the responses. */
  void mediaTypes(ObjectNode operation, Operation of);

  default ObjectNode item(Operation.Path path) {
    var item = Json.object();
    for (var operation : path.operations()) {
      fill(item.putObject(operation.method()), operation);
    }
    var parameters = item.putArray("parameters");
    for (var name : path.parameters()) {
      var description =
          switch (name) {
            case "name" -> "name of the object";
            case "path" -> "what is asked of the proxied server";
            default -> "the namespace the request is about";
          };
      var parameter =
          parameters.addObject().put("name", name).put("in", "path").put("required", true);
      parameter.put("description", description).put("uniqueItems", true);
      type(parameter, "string");
    }
    query(parameters, QueryParameter.PRETTY);
    return item;
  }

  private void fill(ObjectNode node, Operation operation) {
    node.put("description", operation.description()).put("operationId", operation.id());
    node.putArray("tags").add(operation.tag());
    var parameters = node.putArray("parameters");
    operation.query().forEach(parameter -> query(parameters, parameter));
    body(node, parameters, operation);
    mediaTypes(node, operation);
    var responses = node.putObject("responses");
    content(response(responses, 200, "OK"), operation.response());
    if (operation.status() != 200) {
      content(response(responses, operation.status(), "Created"), operation.response());
    }
    response(responses, 401, "Unauthorized");
    node.put("x-kubernetes-action", operation.action());
    node.putObject("x-kubernetes-group-version-kind")
        .put("group", operation.kind().group())
        .put("version", operation.kind().version())
        .put("kind", operation.kind().kind());
  }

  private void query(ArrayNode parameters, QueryParameter parameter) {
    var node = parameters.addObject().put("name", parameter.wireName()).put("in", "query");
    node.put("description", parameter.description()).put("uniqueItems", true);
    type(node, parameter.type());
  }

  private static ObjectNode response(ObjectNode responses, int code, String description) {
    return responses.putObject(Integer.toString(code)).put("description", description);
  }

  /** OpenAPI 3.0. */
  record V3() implements PathText {
    private static ObjectNode ref(ObjectNode node, String definition) {
      return node.put("$ref", "#/components/schemas/" + definition);
    }

    @Override
    public void type(ObjectNode parameter, String type) {
      parameter.putObject("schema").put("type", type).put("uniqueItems", true);
      parameter.remove("uniqueItems");
    }

    @Override
    public void body(ObjectNode operation, ArrayNode parameters, Operation of) {
      if (of.body().isEmpty()) {
        return;
      }
      var body = operation.putObject("requestBody");
      if (!of.action().startsWith("delete")) {
        body.put("required", true);
      }
      var content = body.putObject("content");
      if (!of.isPatch()) {
        ref(content.putObject("*/*").putObject("schema"), of.body());
        return;
      }
      for (var mediaType : of.patchTypes()) {
        ref(content.putObject(mediaType).putObject("schema"), of.body());
      }
    }

    @Override
    public void content(ObjectNode response, String definition) {
      var content = response.putObject("content");
      if (definition.isEmpty()) {
        content.putObject("*/*").putObject("schema").put("type", "string");
        return;
      }
      for (var mediaType : new String[] {"application/json", "application/yaml"}) {
        ref(content.putObject(mediaType).putObject("schema"), definition);
      }
    }

    @Override
    public void mediaTypes(ObjectNode operation, Operation of) {}
  }

  /** OpenAPI 2.0. */
  record V2() implements PathText {
    private static ObjectNode ref(ObjectNode node, String definition) {
      return node.put("$ref", "#/definitions/" + definition);
    }

    @Override
    public void type(ObjectNode parameter, String type) {
      parameter.put("type", type);
    }

    @Override
    public void body(ObjectNode operation, ArrayNode parameters, Operation of) {
      if (!of.body().isEmpty()) {
        var body = parameters.addObject().put("name", "body").put("in", "body");
        body.put("required", !of.action().startsWith("delete"));
        ref(body.putObject("schema"), of.body());
      }
    }

    @Override
    public void content(ObjectNode response, String definition) {
      var schema = response.putObject("schema");
      if (definition.isEmpty()) {
        schema.put("type", "string");
      } else {
        ref(schema, definition);
      }
    }

    @Override
    public void mediaTypes(ObjectNode operation, Operation of) {
      var consumes = operation.putArray("consumes");
      if (of.isPatch()) {
        of.patchTypes().forEach(consumes::add);
      } else {
        consumes.add("*/*");
      }
      var produces = operation.putArray("produces");
      if (of.response().isEmpty()) {
        produces.add("*/*");
      } else {
        produces.add("application/json").add("application/yaml");
      }
    }
  }
}
