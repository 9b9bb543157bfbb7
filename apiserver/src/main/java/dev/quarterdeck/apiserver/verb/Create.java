package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.allocation.WriteHooks;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldError;
import dev.quarterdeck.model.NameGenerator;
import dev.quarterdeck.model.Reason;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** POST on a collection. */
public final class Create {

  /** How often a generated name may turn out to be taken before the client is told. */
  private static final int NAME_ATTEMPTS = 8;

  private final Store store;
  private final Preparation preparation;
  private final FieldCheck fields;
  private final NameGenerator names;
  private final Supplier<String> uids;
  private final InstantSource clock;
  private final Function<ResourceType, WriteHooks> hooks;

  Create(
      Store store,
      Preparation preparation,
      FieldCheck fields,
      NameGenerator names,
      Supplier<String> uids,
      InstantSource clock,
      Function<ResourceType, WriteHooks> hooks) {
    this.store = store;
    this.preparation = preparation;
    this.fields = fields;
    this.names = names;
    this.uids = uids;
    this.clock = clock;
    this.hooks = hooks;
  }

  /**
   * @param payload the object as the client sent it
   * @throws ApiFault ALREADY_EXISTS, INVALID, BAD_REQUEST, FORBIDDEN
   */
  public ObjectSnapshot create(VerbRequest request, Payload payload) {
    var body = payload.object();
    Incoming.typeMatches(request, body);
    fields.decode(request, payload);
    Incoming.placeMatches(request, body);
    var metadata = Metadata.of(body);
    if (!metadata.resourceVersion().isEmpty() && !metadata.resourceVersion().equals("0")) {
      throw ApiFault.badRequest("resourceVersion should not be set on objects to be created");
    }
    var generate = metadata.name().isEmpty() && !metadata.text("generateName").isEmpty();
    if (metadata.name().isEmpty() && !generate) {
      throw nameless(request);
    }
    OwnerReferences.dedupe(body, request.warnings());
    clear(metadata);
    preparation.propose(request.named(request.namespace(), metadata.name()), body);
    for (var attempt = 1; ; attempt++) {
      var object = generate ? body.deepCopy() : body;
      if (generate) {
        Metadata.of(object).set("name", names.generate(metadata.text("generateName")));
      }
      var named = request.named(request.namespace(), Metadata.of(object).name());
      stamp(named.type(), Metadata.of(object));
      preparation.complete(named, object);
      var written = write(named, object);
      if (written != null) {
        return written;
      }
      if (!generate) {
        throw ApiFault.alreadyExists(request.type().resource(), named.name());
      }
      if (attempt == NAME_ATTEMPTS) {
        throw noNameLeft(request, named.name());
      }
      request.deadline().check();
    }
  }

  /** What a client cannot say of a new object. */
  private static void clear(Metadata metadata) {
    for (var field :
        List.of(
            "uid",
            "creationTimestamp",
            "resourceVersion",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "selfLink",
            "generation")) {
      metadata.remove(field);
    }
  }

  private void stamp(ResourceType type, Metadata metadata) {
    metadata.set("uid", uids.get());
    metadata.set("creationTimestamp", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    if (type.generation()) {
      metadata.node().put("generation", 1);
    }
  }

  /** Null when the name is taken. */
  private ObjectSnapshot write(VerbRequest request, ObjectNode object) {
    var key = request.storeKey();
    var dryRun = request.write().dryRun();
    var hook = hooks.apply(request.type());
    var early = dryRun || hook != WriteHooks.NONE; // nothing is taken for a name that is
    if (early && store.get(key).isPresent()) {
      return null;
    }
    var reservation = hook.reserve(object, Optional.empty(), dryRun);
    var bytes = StoredJson.encode(object);
    if (dryRun) {
      return new ObjectSnapshot(object, bytes, 0);
    }
    var lives = request.type().strategy().timeToLive().orElse(null);
    return switch (store.create(key, GuardedWrite.stored(request, object, bytes), lives)) {
      case Store.WriteResult.Written(var revision) -> {
        reservation.written();
        request.trace(object);
        yield new ObjectSnapshot(object, bytes, revision);
      }
      case Store.WriteResult.Refused ignored -> {
        reservation.refused();
        yield null;
      }
    };
  }

  private static ApiFault noNameLeft(VerbRequest request, String last) {
    var resource = request.type().resource();
    return new ApiFault(
        Reason.ALREADY_EXISTS,
        ("%s \"%s\" already exists, the server was not able to generate a unique name for the"
                + " object")
            .formatted(resource.groupResource(), last),
        new ApiFault.Details(
            resource.group(), resource.resource(), last, List.of(), Duration.ofSeconds(1)));
  }

  private static ApiFault nameless(VerbRequest request) {
    return ApiFault.invalid(
        request.type().resource().group(),
        request.type().kind(),
        "",
        List.of(FieldError.required("metadata.name", "name or generateName is required")));
  }
}
