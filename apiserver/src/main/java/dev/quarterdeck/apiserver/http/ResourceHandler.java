package dev.quarterdeck.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.review.Reviews;
import dev.quarterdeck.apiserver.verb.DeleteOptions;
import dev.quarterdeck.apiserver.verb.PatchType;
import dev.quarterdeck.apiserver.verb.ServerSideApply;
import dev.quarterdeck.apiserver.verb.Snapshot;
import dev.quarterdeck.apiserver.verb.VerbRequest;
import dev.quarterdeck.apiserver.verb.Verbs;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.Reason;

/** Translates between HTTP and the verbs: one method per verb, no rules of its own. */
final class ResourceHandler {

  private static final String PATCHES =
      "the body of the request was in an unknown format - accepted media types include:"
          + " application/json-patch+json, application/merge-patch+json,"
          + " application/strategic-merge-patch+json, application/apply-patch+yaml";

  /** A longer list is put together while it is sent. */
  private static final long HELD_WHOLE = 512 * 1024;

  private final Verbs verbs;
  private final Reviews reviews;
  private final Presenter presenter;

  ResourceHandler(Verbs verbs, Reviews reviews, Presenter presenter) {
    this.verbs = verbs;
    this.reviews = reviews;
    this.presenter = presenter;
  }

  /** Everything but watches, logs and upgrades. */
  Reply handle(Exchange exchange, ApiVerb verb, VerbRequest request) {
    return switch (request.subresource()) {
      case "scale" -> scale(exchange, verb, request);
      case "binding" -> onlyCreate(verb, () -> bind(exchange, request));
      case "eviction" -> onlyCreate(verb, () -> evict(exchange, request));
      case "token" -> onlyCreate(verb, () -> token(exchange, request));
      default -> plain(exchange, verb, request);
    };
  }

  private Reply plain(Exchange exchange, ApiVerb verb, VerbRequest request) {
    var onCollection = request.name().isEmpty();
    var onSubresource = !request.subresource().isEmpty();
    return switch (verb) {
      case GET -> get(exchange, request);
      case LIST -> list(exchange, request);
      case CREATE -> {
        refuseIf(!onCollection || onSubresource);
        yield request.type().stored() ? create(exchange, request) : unstored(exchange, request);
      }
      case UPDATE -> {
        refuseIf(onCollection);
        yield written(
            exchange, request, 200, verbs.update().update(request, exchange.body().payload()));
      }
      case PATCH -> {
        refuseIf(onCollection);
        yield patch(exchange, request);
      }
      case DELETE -> {
        refuseIf(onSubresource);
        yield delete(exchange, request);
      }
      case DELETE_COLLECTION -> deleteMany(exchange, request);
      case WATCH -> throw ApiVerb.notAllowed();
    };
  }

  private Reply get(Exchange exchange, VerbRequest request) {
    var form = form(exchange);
    var object = verbs.get().get(request);
    var bytes =
        presenter.object(
            request.type(), object.stored(), object.revision(), form, include(exchange));
    return reply(200, bytes, form);
  }

  private Reply list(Exchange exchange, VerbRequest request) {
    var form = form(exchange);
    var page = verbs.listAll().list(request);
    if (form.equals(Form.JSON)) {
      var body = Presenter.body(request.type(), page);
      if (body.length() > HELD_WHOLE) {
        return new Reply.Large(200, form.contentType(), body::writeTo);
      }
    }
    return reply(200, presenter.list(request.type(), page, form, include(exchange)), form);
  }

  private Reply create(Exchange exchange, VerbRequest request) {
    return written(
        exchange, request, 201, verbs.create().create(request, exchange.body().payload()));
  }

  private Reply patch(Exchange exchange, VerbRequest request) {
    var body = exchange.body();
    if (applies(exchange)) {
      var applied = verbs.apply().apply(request, body.yaml());
      return written(exchange, request, applied.created() ? 201 : 200, applied.snapshot());
    }
    var snapshot = verbs.patch().patch(request, patchType(exchange), body.patch());
    return written(exchange, request, 200, snapshot);
  }

  /**
   * Kinds that are a request and an answer. A Binding posted to the collection names its pod in its
   * own metadata.
   */
  private Reply unstored(Exchange exchange, VerbRequest request) {
    var resource = request.type().resource();
    if (!resource.group().isEmpty()) {
      return review(exchange, request);
    }
    var binding = exchange.body().payload();
    var pod = binding.tree().path("metadata").path("name").asText("");
    verbs.bind().bind(verbs.onPod(request, pod), binding);
    return reply(201, success(), Form.JSON);
  }

  private Reply review(Exchange exchange, VerbRequest request) {
    var resource = request.type().resource();
    var review = verbs.bodies().review(request, exchange.body().payload());
    var answer = reviews.answer(request.user(), resource.resource(), request.namespace(), review);
    var form = form(exchange);
    return reply(201, presenter.tree(request.type(), answer, form, include(exchange)), form);
  }

  private Reply bind(Exchange exchange, VerbRequest request) {
    verbs.bind().bind(request, exchange.body().payload());
    return reply(201, success(), Form.JSON);
  }

  private Reply evict(Exchange exchange, VerbRequest request) {
    var eviction = verbs.bodies().eviction(request, exchange.body().payload());
    var options = eviction.get("deleteOptions") instanceof ObjectNode object ? object : null;
    verbs.evict().evict(request.deleting(QueryOptions.delete(exchange.query(), options)));
    return reply(201, success(), Form.JSON);
  }

  private Reply token(Exchange exchange, VerbRequest request) {
    var form = form(exchange);
    var answer = verbs.issueToken().issue(request, exchange.body().payload());
    return reply(201, presenter.tree(request.type(), answer, form, include(exchange)), form);
  }

  private Reply scale(Exchange exchange, ApiVerb verb, VerbRequest request) {
    var form = form(exchange);
    var scale =
        switch (verb) {
          case GET -> verbs.scale().get(request);
          case UPDATE -> verbs.scale().update(request, exchange.body().payload());
          case PATCH ->
              applies(exchange)
                  ? verbs.scale().apply(request, exchange.body().yaml())
                  : verbs.scale().patch(request, patchType(exchange), exchange.body().patch());
          case LIST, WATCH, CREATE, DELETE, DELETE_COLLECTION -> throw ApiVerb.notAllowed();
        };
    return reply(200, presenter.tree(request.type(), scale, form, include(exchange)), form);
  }

  private Reply delete(Exchange exchange, VerbRequest request) {
    var deleted = verbs.delete().delete(request.deleting(deleteOptions(exchange)));
    if (deleted.showObject()) {
      return written(exchange, request, 200, deleted.last());
    }
    var resource = request.type().resource();
    var status = successNode();
    var details = status.putObject("details").put("name", request.name());
    if (!resource.group().isEmpty()) {
      details.put("group", resource.group());
    }
    details
        .put("kind", resource.resource())
        .put("uid", deleted.last().object().path("metadata").path("uid").asText());
    return reply(200, Json.write(status), Form.JSON);
  }

  private Reply deleteMany(Exchange exchange, VerbRequest request) {
    var form = form(exchange);
    var page = verbs.deleteMany().deleteAll(request.deleting(deleteOptions(exchange)));
    return reply(200, presenter.list(request.type(), page, form, include(exchange)), form);
  }

  private DeleteOptions deleteOptions(Exchange exchange) {
    var body = exchange.body();
    return QueryOptions.delete(
        exchange.query(), body.isEmpty() ? null : verbs.bodies().deleteOptions(body.payload()));
  }

  private Reply written(Exchange exchange, VerbRequest request, int code, Snapshot snapshot) {
    var form = form(exchange);
    var bytes =
        presenter.object(
            request.type(), snapshot.stored(), snapshot.revision(), form, include(exchange));
    return reply(code, bytes, form);
  }

  /** Whether it is a server-side apply, which must say who applies. */
  private static boolean applies(Exchange exchange) {
    if (!exchange.body().contentType().equals("application/apply-patch+yaml")) {
      return false;
    }
    var manager = exchange.query().get("fieldManager");
    if (manager == null || manager.isEmpty()) {
      throw ServerSideApply.managerRequired();
    }
    return true;
  }

  private static PatchType patchType(Exchange exchange) {
    for (var type : PatchType.values()) {
      if (type.mediaType().equals(exchange.body().contentType())) {
        return type;
      }
    }
    throw new ApiFault(Reason.UNSUPPORTED_MEDIA_TYPE, PATCHES);
  }

  private static Reply onlyCreate(ApiVerb verb, java.util.function.Supplier<Reply> create) {
    refuseIf(verb != ApiVerb.CREATE);
    return create.get();
  }

  private static void refuseIf(boolean wrong) {
    if (wrong) {
      throw ApiVerb.notAllowed();
    }
  }

  static Form form(Exchange exchange) {
    return Form.of(exchange.header("Accept"));
  }

  static String include(Exchange exchange) {
    var include = exchange.query().get("includeObject");
    return include == null ? "" : include;
  }

  private static ObjectNode successNode() {
    var status = Json.object().put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    return status.put("status", "Success");
  }

  private static byte[] success() {
    return Json.write(successNode().put("code", 201));
  }

  private static Reply reply(int code, byte[] bytes, Form form) {
    return new Reply.Whole(code, bytes, form.contentType(), java.util.Map.of());
  }
}
