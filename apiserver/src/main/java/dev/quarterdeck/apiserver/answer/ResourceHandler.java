package dev.quarterdeck.apiserver.answer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.request.ApiVerb;
import dev.quarterdeck.apiserver.request.Exchange;
import dev.quarterdeck.apiserver.request.QueryOptions;
import dev.quarterdeck.apiserver.request.Reply;
import dev.quarterdeck.apiserver.review.Reviews;
import dev.quarterdeck.apiserver.verb.DeleteOptions;
import dev.quarterdeck.apiserver.verb.ListAll;
import dev.quarterdeck.apiserver.verb.ObjectSnapshot;
import dev.quarterdeck.apiserver.verb.PatchType;
import dev.quarterdeck.apiserver.verb.ServerSideApply;
import dev.quarterdeck.apiserver.verb.VerbRequest;
import dev.quarterdeck.apiserver.verb.Verbs;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.Reason;
import java.util.Map;

/** Translates between HTTP and the verbs: one method per verb, no rules of its own. */
public final class ResourceHandler {

  private static final String PATCHES =
      "the body of the request was in an unknown format - accepted media types include:"
          + " application/json-patch+json, application/merge-patch+json,"
          + " application/strategic-merge-patch+json, application/apply-patch+yaml";

  private final Verbs verbs;
  private final Reviews reviews;
  private final Presenter presenter;

  public ResourceHandler(Verbs verbs, Reviews reviews, Presenter presenter) {
    this.verbs = verbs;
    this.reviews = reviews;
    this.presenter = presenter;
  }

  /** Everything but watches, logs and upgrades. */
  public Reply handle(Exchange exchange, ApiVerb verb, VerbRequest request) {
    return switch (request.subresource()) {
      case "scale" -> scale(exchange, verb, request);
      case "binding" -> onlyCreate(verb, () -> bind(exchange, request));
      case "eviction" -> onlyCreate(verb, () -> evict(exchange, request));
      case "token" -> onlyCreate(verb, () -> token(exchange, request));
      default -> plain(new Asked(exchange, request, form(exchange, verb, request)), verb);
    };
  }

  /**
   * A request and how it will be answered. The form is found first: who accepts none must not have
   * had anything done.
   */
  private record Asked(Exchange exchange, VerbRequest request, Form form) {}

  private Reply plain(Asked asked, ApiVerb verb) {
    var exchange = asked.exchange;
    var request = asked.request;
    var onCollection = request.name().isEmpty();
    var onSubresource = !request.subresource().isEmpty();
    refuseIf(!request.type().stored() && verb.mutates() && verb != ApiVerb.CREATE);
    return switch (verb) {
      case GET -> get(asked);
      case LIST -> list(asked, verbs.listAll().list(request));
      case CREATE -> {
        refuseIf(!onCollection || onSubresource);
        yield request.type().stored() ? create(asked) : unstored(exchange, request);
      }
      case UPDATE -> {
        refuseIf(onCollection);
        var updated = verbs.update().update(request, Payloads.object(exchange.body()));
        yield written(asked, updated.created() ? 201 : 200, updated.snapshot());
      }
      case PATCH -> {
        refuseIf(onCollection);
        yield patch(asked);
      }
      case DELETE -> {
        refuseIf(onSubresource);
        yield delete(asked);
      }
      case DELETE_COLLECTION ->
          list(asked, verbs.deleteMany().deleteAll(request.deleting(deleteOptions(exchange))));
      case WATCH, NONE -> throw ApiVerb.notAllowed();
    };
  }

  /**
   * What a LIST or a DELETE_COLLECTION answers with, for a door that writes lists in its own way.
   */
  public ListAll.Page page(Exchange exchange, ApiVerb verb, VerbRequest request) {
    refuseIf(!request.subresource().isEmpty() || !request.type().stored());
    return verb == ApiVerb.LIST
        ? verbs.listAll().list(request)
        : verbs.deleteMany().deleteAll(request.deleting(deleteOptions(exchange)));
  }

  private Reply get(Asked asked) {
    var object = verbs.get().get(asked.request);
    return shown(asked, 200, object.stored(), object.revision());
  }

  private Reply list(Asked asked, ListAll.Page page) {
    var content = presenter.list(asked.request.type(), page, asked.form, include(asked.exchange));
    return new Reply.Large(200, asked.form.contentType(), Map.of(), content);
  }

  private Reply create(Asked asked) {
    var created = verbs.create().create(asked.request, Payloads.object(asked.exchange.body()));
    return written(asked, 201, created);
  }

  private Reply patch(Asked asked) {
    var exchange = asked.exchange;
    var request = asked.request;
    var body = exchange.body();
    if (applies(exchange)) {
      var applied = verbs.apply().apply(request, Payloads.yaml(body));
      return written(asked, applied.created() ? 201 : 200, applied.snapshot());
    }
    return written(
        asked, 200, verbs.patch().patch(request, patchType(exchange), Payloads.patch(body)));
  }

  /**
   * Kinds that are a request and an answer. A Binding posted to the collection names its pod in its
   * own metadata.
   */
  private Reply unstored(Exchange exchange, VerbRequest request) {
    refuseIf(!request.type().verbs().contains("create"));
    var resource = request.type().resource();
    if (!resource.group().isEmpty()) {
      return review(exchange, request);
    }
    return bind(exchange, request);
  }

  private Reply review(Exchange exchange, VerbRequest request) {
    var resource = request.type().resource();
    var form = form(exchange, ApiVerb.CREATE, request);
    var review = verbs.review().asked(request, Payloads.object(exchange.body()));
    var answer = reviews.answer(request.user(), resource.resource(), request.namespace(), review);
    return reply(201, presenter.tree(request.type(), answer, form, include(exchange)), form);
  }

  private Reply bind(Exchange exchange, VerbRequest request) {
    var form = statusForm(exchange);
    verbs.bind().bind(request, Payloads.object(exchange.body()));
    return success(form);
  }

  private Reply evict(Exchange exchange, VerbRequest request) {
    var form = statusForm(exchange);
    var eviction = verbs.bodies().eviction(request, Payloads.object(exchange.body()));
    var options = eviction.get("deleteOptions") instanceof ObjectNode object ? object : null;
    var deleting = request.deleting(QueryOptions.delete(exchange.query(), options));
    verbs.evict().evict(deleting, eviction);
    return success(form);
  }

  private Reply token(Exchange exchange, VerbRequest request) {
    var form = Negotiation.ofAnswer(exchange, "authentication.k8s.io/v1", "TokenRequest");
    var answer = verbs.issueToken().issue(request, Payloads.object(exchange.body()));
    return reply(201, presenter.tree(request.type(), answer, form, include(exchange)), form);
  }

  private Reply scale(Exchange exchange, ApiVerb verb, VerbRequest request) {
    var form = Negotiation.of(exchange, "autoscaling/v1", "Scale");
    var scale =
        switch (verb) {
          case GET -> verbs.scale().get(request);
          case UPDATE -> verbs.scale().update(request, Payloads.object(exchange.body()));
          case PATCH ->
              applies(exchange)
                  ? verbs.scale().apply(request, Payloads.yaml(exchange.body()))
                  : verbs
                      .scale()
                      .patch(request, patchType(exchange), Payloads.patch(exchange.body()));
          case LIST, WATCH, CREATE, DELETE, DELETE_COLLECTION, NONE -> throw ApiVerb.notAllowed();
        };
    return reply(200, presenter.tree(request.type(), scale, form, include(exchange)), form);
  }

  private Reply delete(Asked asked) {
    var request = asked.request;
    var options = deleteOptions(asked.exchange);
    if (options.deletion().ignoresReadErrors()) {
      verbs.deleteCorrupt().delete(request.deleting(options));
      var status = successNode();
      status.putObject("details").put("name", request.name()).put("kind", request.type().kind());
      var form = Negotiation.ofStatus(asked.exchange);
      return reply(200, Presenter.status(status, form), form);
    }
    var deleted = verbs.delete().delete(request.deleting(options));
    if (deleted.showObject()) {
      // As Kubernetes does for those who still ask by the old option, and for them only.
      var code = !deleted.gone() && options.deletion().dependentsToo() ? 202 : 200;
      return written(asked, code, deleted.last());
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
    var form = Negotiation.ofStatus(asked.exchange);
    return reply(200, Presenter.status(status, form), form);
  }

  private DeleteOptions deleteOptions(Exchange exchange) {
    var body = exchange.body();
    return QueryOptions.delete(
        exchange.query(),
        body.isEmpty() ? null : verbs.bodies().deleteOptions(Payloads.object(body)));
  }

  private Reply written(Asked asked, int code, ObjectSnapshot snapshot) {
    return shown(asked, code, snapshot.stored(), snapshot.revision());
  }

  private Reply shown(Asked asked, int code, byte[] stored, long revision) {
    var bytes =
        presenter.object(
            asked.request.type(), stored, revision, asked.form, include(asked.exchange));
    return reply(code, bytes, asked.form);
  }

  /** Whether it is a server-side apply, which must say who applies. */
  private static boolean applies(Exchange exchange) {
    if (!exchange.body().contentType().equals("application/apply-patch+yaml")) {
      if (exchange.query().flag("force")) {
        throw ServerSideApply.forceElsewhere();
      }
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

  private static Form form(Exchange exchange, ApiVerb verb, VerbRequest request) {
    var type = request.type();
    var apiVersion = type.resource().apiVersion();
    return verb == ApiVerb.CREATE && !type.stored()
        ? Negotiation.ofAnswer(exchange, apiVersion, type.kind())
        : Negotiation.of(exchange, apiVersion, type.kind());
  }

  private static Form statusForm(Exchange exchange) {
    return Negotiation.of(exchange, "v1", "Status");
  }

  /** What a table's row is to carry of its object, as the request has it. */
  public static String include(Exchange exchange) {
    return exchange.query().text("includeObject");
  }

  private static ObjectNode successNode() {
    var status = Json.object().put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    return status.put("status", "Success");
  }

  private static Reply success(Form form) {
    return reply(201, Presenter.status(successNode().put("code", 201), form), form);
  }

  private static Reply reply(int code, byte[] bytes, Form form) {
    return new Reply.Whole(code, bytes, form.contentType(), Map.of());
  }
}
