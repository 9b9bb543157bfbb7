package dev.quarterdeck.apiserver.grpc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.util.JsonFormat;
import dev.quarterdeck.client.grpc.CallException;
import dev.quarterdeck.client.grpc.GrpcAccess;
import dev.quarterdeck.client.grpc.GrpcClient;
import dev.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes a step through gRPC, with nothing but what the server says of itself. */
final class CallClient implements AutoCloseable {

  private final int port;
  private final Map<String, GrpcClient> users = new HashMap<>();

  CallClient(int port) {
    this.port = port;
  }

  Heard take(Step step) throws Exception {
    var method = method(step);
    var admin = user("").reflected().service("quarterdeck.v1.Api").findMethodByName(method);
    var request = DynamicMessage.newBuilder(admin.getInputType());
    JsonFormat.parser().merge(request(step, method).toString(), request);
    try (var call = user(step.user()).reflected().call(admin)) {
      call.write(request.build());
      call.closeInput();
      var replies = new ArrayList<ObjectNode>();
      for (var reply = call.read(); reply != null; reply = call.read()) {
        replies.add(Json.parseObject(bytes(JsonFormat.printer().print(reply))));
      }
      return heard(method, replies);
    } catch (CallException failure) {
      return failed(failure);
    }
  }

  private GrpcClient user(String name) {
    return users.computeIfAbsent(
        name, n -> GrpcClient.connect(access(Step.caller(n), Step.impersonated(n)), "contract"));
  }

  private GrpcAccess access(String token, String impersonated) {
    var access = GrpcAccess.plaintext("127.0.0.1", port, token);
    return impersonated.isEmpty() ? access : access.impersonating(impersonated, List.of());
  }

  private static String method(Step step) {
    return switch (step.method()) {
      case "GET" -> step.watches() ? "Watch" : step.onCollection() ? "List" : "Get";
      case "POST" -> "Create";
      case "PUT" -> "Update";
      case "PATCH" -> step.contentType().contains("apply") ? "Apply" : "Patch";
      default -> step.onCollection() ? "DeleteCollection" : "Delete";
    };
  }

  private static ObjectNode request(Step step, String method) {
    var path = step.path();
    var query = step.query();
    var request = Json.object();
    request
        .putObject("target")
        .put("group", path.resource().group())
        .put("version", path.resource().version())
        .put("resource", path.resource().resource())
        .put("namespace", path.namespace())
        .put("name", path.name())
        .put("subresource", path.subresource());
    switch (method) {
      case "Create", "Update" -> {
        request.putObject("object").put("json", step.body());
        options(request, query);
      }
      case "Apply" -> {
        request.putObject("object").put("json", step.body());
        request.put("force", "true".equals(query.get("force")));
        options(request, query);
      }
      case "Patch" -> {
        request.put("patch", step.body()).put("type", patchType(step));
        options(request, query);
      }
      case "Delete" -> request.set("options", deleteOptions(step));
      default -> {
        if (method.equals("DeleteCollection")) {
          request.set("options", deleteOptions(step));
        }
        query.forEach(
            (name, value) -> {
              switch (name) {
                case "continue" -> request.put("continueToken", value);
                case "watch" -> {}
                default -> request.put(name, value);
              }
            });
      }
    }
    return request;
  }

  private static void options(ObjectNode request, Map<String, String> query) {
    request
        .putObject("options")
        .put("dryRun", "All".equals(query.get("dryRun")))
        .put("fieldManager", query.getOrDefault("fieldManager", ""))
        .put("fieldValidation", query.getOrDefault("fieldValidation", ""));
  }

  private static String patchType(Step step) {
    return switch (step.contentType()) {
      case "application/json-patch+json" -> "JSON";
      case "application/merge-patch+json" -> "MERGE";
      default -> "STRATEGIC_MERGE";
    };
  }

  private static ObjectNode deleteOptions(Step step) {
    var body = Json.parseObject(bytes(step.body()));
    var options = Json.object().put("dryRun", body.has("dryRun"));
    options.put("propagationPolicy", body.path("propagationPolicy").asText(""));
    return options.put("uid", body.path("preconditions").path("uid").asText(""));
  }

  private static Heard heard(String method, List<ObjectNode> replies) {
    var objects = new ArrayList<ObjectNode>();
    var warnings = new ArrayList<String>();
    var code = 200;
    for (var reply : replies) {
      reply.path("warnings").forEach(warning -> warnings.add(warning.asText()));
      switch (method) {
        case "List", "DeleteCollection" ->
            reply.path("items").forEach(item -> objects.add(object(item)));
        case "Watch" ->
            objects.add(Heard.event(reply.path("type").asText(), object(reply.path("object"))));
        default -> {
          objects.add(object(reply.path("object")));
          code = reply.path("code").asInt();
        }
      }
    }
    return Heard.objects(code, objects, warnings);
  }

  private static ObjectNode object(com.fasterxml.jackson.databind.JsonNode object) {
    return Json.parseObject(bytes(object.path("json").asText()));
  }

  /** The Status a failed call carries, as REST writes it. */
  private static Heard failed(CallException failure) {
    var told = failure.status();
    var status = Json.object().put("message", told.getMessage()).put("reason", told.getReason());
    var details = Json.object();
    put(details, "name", told.getDetails().getName());
    put(details, "group", told.getDetails().getGroup());
    put(details, "kind", told.getDetails().getKind());
    if (told.getDetails().getCausesCount() > 0) {
      var causes = details.putArray("causes");
      for (var cause : told.getDetails().getCausesList()) {
        var entry = causes.addObject().put("reason", cause.getReason());
        entry.put("message", cause.getMessage());
        put(entry, "field", cause.getField());
      }
    }
    if (told.getDetails().getRetryAfterSeconds() > 0) {
      details.put("retryAfterSeconds", told.getDetails().getRetryAfterSeconds());
    }
    if (!details.isEmpty()) {
      status.set("details", details);
    }
    status.put("code", told.getCode());
    return Heard.failure(status, told.getWarningsList());
  }

  private static void put(ObjectNode node, String field, String value) {
    if (!value.isEmpty()) {
      node.put(field, value);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    users.values().forEach(GrpcClient::close);
  }
}
