package dev.quarterdeck.apiserver.grpc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.quarterdeck.apiserver.request.Body;
import dev.quarterdeck.apiserver.request.Parameters;
import dev.quarterdeck.apiserver.verb.PatchType;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.proto.v1.ApplyRequest;
import dev.quarterdeck.proto.v1.CreateRequest;
import dev.quarterdeck.proto.v1.DeleteCollectionRequest;
import dev.quarterdeck.proto.v1.DeleteOptions;
import dev.quarterdeck.proto.v1.DeleteRequest;
import dev.quarterdeck.proto.v1.Encoding;
import dev.quarterdeck.proto.v1.GetRequest;
import dev.quarterdeck.proto.v1.ListRequest;
import dev.quarterdeck.proto.v1.Object;
import dev.quarterdeck.proto.v1.PatchRequest;
import dev.quarterdeck.proto.v1.UpdateRequest;
import dev.quarterdeck.proto.v1.WatchRequest;
import dev.quarterdeck.proto.v1.WriteOptions;
import java.nio.charset.StandardCharsets;

/**
 * Calls as the REST requests that ask for the same. All methods throw {@link ApiFault} BAD_REQUEST
 * for a call that says too little.
 */
final class Translation {

  private static final String APPLY = "application/apply-patch+yaml";

  private Translation() {}

  static RestRequest get(GetRequest call) {
    var query = new Parameters();
    put(query, "resourceVersion", call.getResourceVersion());
    return new RestRequest(
        "GET", Paths.object(call.getTarget()), query, Body.NONE, accept(call.getAccept()));
  }

  static RestRequest list(ListRequest call) {
    var query = new Parameters();
    put(query, "labelSelector", call.getLabelSelector());
    put(query, "fieldSelector", call.getFieldSelector());
    put(query, "resourceVersion", call.getResourceVersion());
    put(query, "resourceVersionMatch", call.getResourceVersionMatch());
    put(query, "continue", call.getContinueToken());
    put(query, "limit", call.getLimit());
    return new RestRequest(
        "GET", Paths.collection(call.getTarget()), query, Body.NONE, accept(call.getAccept()));
  }

  static RestRequest watch(WatchRequest call) {
    var query = new Parameters();
    query.set("watch", "true");
    put(query, "labelSelector", call.getLabelSelector());
    put(query, "fieldSelector", call.getFieldSelector());
    put(query, "resourceVersion", call.getResourceVersion());
    put(query, "resourceVersionMatch", call.getResourceVersionMatch());
    put(query, "timeoutSeconds", call.getTimeoutSeconds());
    query.set("allowWatchBookmarks", Boolean.toString(call.getBookmarks()));
    if (call.hasSendInitialEvents()) {
      query.set("sendInitialEvents", Boolean.toString(call.getSendInitialEvents()));
    }
    return new RestRequest(
        "GET", Paths.collection(call.getTarget()), query, Body.NONE, accept(call.getAccept()));
  }

  static RestRequest create(CreateRequest call) {
    return new RestRequest(
        "POST",
        Paths.place(call.getTarget()),
        options(call.getOptions()),
        body(call.getObject()),
        accept(call.getAccept()));
  }

  static RestRequest update(UpdateRequest call) {
    return new RestRequest(
        "PUT",
        Paths.object(call.getTarget()),
        options(call.getOptions()),
        body(call.getObject()),
        accept(call.getAccept()));
  }

  static RestRequest patch(PatchRequest call) {
    var type =
        switch (call.getType()) {
          case JSON -> PatchType.JSON;
          case MERGE -> PatchType.MERGE;
          case STRATEGIC_MERGE -> PatchType.STRATEGIC_MERGE;
          case TYPE_UNSPECIFIED, UNRECOGNIZED ->
              throw ApiFault.badRequest("type is required: JSON, MERGE or STRATEGIC_MERGE");
        };
    return new RestRequest(
        "PATCH",
        Paths.object(call.getTarget()),
        options(call.getOptions()),
        Body.of(bytes(call.getPatchBytes()), type.mediaType()),
        accept(call.getAccept()));
  }

  static RestRequest apply(ApplyRequest call) {
    var query = options(call.getOptions());
    query.set("force", Boolean.toString(call.getForce()));
    if (call.getObject().getValueCase() == Object.ValueCase.KUBERNETES_PROTOBUF) {
      throw ApiFault.badRequest(
          "object.json is required: protobuf cannot say which fields an applier leaves alone");
    }
    return new RestRequest(
        "PATCH",
        Paths.object(call.getTarget()),
        query,
        Body.of(bytes(call.getObject().getJsonBytes()), APPLY),
        accept(call.getAccept()));
  }

  static RestRequest delete(DeleteRequest call) {
    return new RestRequest(
        "DELETE",
        Paths.object(call.getTarget()),
        new Parameters(),
        body(call.getOptions()),
        accept(call.getAccept()));
  }

  static RestRequest deleteCollection(DeleteCollectionRequest call) {
    var query = new Parameters();
    put(query, "labelSelector", call.getLabelSelector());
    put(query, "fieldSelector", call.getFieldSelector());
    return new RestRequest(
        "DELETE",
        Paths.collection(call.getTarget()),
        query,
        body(call.getOptions()),
        accept(call.getAccept()));
  }

  static String accept(Encoding encoding) {
    return switch (encoding) {
      case ENCODING_UNSPECIFIED, ENCODING_JSON -> RestRequest.JSON;
      case ENCODING_KUBERNETES_PROTOBUF -> RestRequest.PROTOBUF;
      case UNRECOGNIZED -> throw ApiFault.badRequest("accept is none of the encodings there are");
    };
  }

  private static Body body(Object object) {
    return switch (object.getValueCase()) {
      case JSON -> Body.of(bytes(object.getJsonBytes()), RestRequest.JSON);
      case KUBERNETES_PROTOBUF ->
          Body.of(bytes(object.getKubernetesProtobuf()), RestRequest.PROTOBUF);
      case VALUE_NOT_SET -> throw ApiFault.badRequest("object is required");
    };
  }

  private static Body body(DeleteOptions options) {
    var body = Json.object().put("kind", "DeleteOptions").put("apiVersion", "v1");
    if (options.getDryRun()) {
      body.putArray("dryRun").add("All");
    }
    if (options.hasGracePeriodSeconds()) {
      body.put("gracePeriodSeconds", options.getGracePeriodSeconds());
    }
    put(body, "propagationPolicy", options.getPropagationPolicy());
    if (!options.getUid().isEmpty() || !options.getResourceVersion().isEmpty()) {
      var preconditions = body.putObject("preconditions");
      put(preconditions, "uid", options.getUid());
      put(preconditions, "resourceVersion", options.getResourceVersion());
    }
    return Body.of(Json.write(body), RestRequest.JSON);
  }

  private static void put(ObjectNode body, String name, String value) {
    if (!value.isEmpty()) {
      body.put(name, value);
    }
  }

  private static Parameters options(WriteOptions options) {
    var query = new Parameters();
    if (options.getDryRun()) {
      query.set("dryRun", "All");
    }
    put(query, "fieldManager", options.getFieldManager());
    put(query, "fieldValidation", options.getFieldValidation());
    return query;
  }

  private static void put(Parameters query, String name, String value) {
    if (!value.isEmpty()) {
      query.set(name, value);
    }
  }

  private static void put(Parameters query, String name, long value) {
    if (value != 0) {
      query.set(name, Long.toString(value));
    }
  }

  private static byte[] bytes(ByteString bytes) {
    return bytes.toByteArray();
  }

  /** An object as a reply carries it. */
  static Object object(byte[] bytes, boolean protobuf) {
    var value = com.google.protobuf.UnsafeByteOperations.unsafeWrap(bytes);
    return protobuf
        ? Object.newBuilder().setKubernetesProtobuf(value).build()
        : Object.newBuilder().setJsonBytes(value).build();
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
