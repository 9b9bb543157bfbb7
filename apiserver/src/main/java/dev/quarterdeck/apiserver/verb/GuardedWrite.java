package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.allocation.WriteHooks;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.apiserver.watchcache.ServedVersion;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.ObjectKey;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads an object, asks what should become of it, and writes that guarded by the revision it read;
 * when another write came between, asks again about what is there now. The first read is the watch
 * cache's, which may be behind: a refusal that rests on it is checked against the store before it
 * is given.
 */
final class GuardedWrite {

  /** What should become of an object. */
  sealed interface Change {
    record Put(ObjectNode object) implements Change {}

    /** Delete it; {@code last} is its last state. */
    record Remove(ObjectNode last) implements Change {}

    record Keep() implements Change {}
  }

  /** Decides from the current state. May be asked several times. */
  @FunctionalInterface
  interface Decision {
    Change on(ObjectSnapshot current);
  }

  /**
   * What became of the object.
   *
   * @param removed whether it is gone; {@code snapshot} is its last state then
   */
  record Outcome(ObjectSnapshot snapshot, boolean removed) {}

  private final Store store;
  private final CacheLookup caches;
  private final Function<ResourceType, WriteHooks> hooks;

  GuardedWrite(Store store, CacheLookup caches, Function<ResourceType, WriteHooks> hooks) {
    this.store = store;
    this.caches = caches;
    this.hooks = hooks;
  }

  /**
   * @throws ApiFault NOT_FOUND, or whatever {@code decision} throws on the newest state
   */
  Outcome apply(VerbRequest request, boolean dryRun, Decision decision) {
    var key = request.storeKey();
    var takes = hooks.apply(request.type()) != WriteHooks.NONE; // what it has must be exact
    var cached = takes ? Optional.<ObjectSnapshot>empty() : cached(request);
    var newest = cached.isEmpty();
    var current = newest ? read(request, key) : cached.get();
    while (true) {
      request.deadline().check();
      Change change = null;
      ApiFault refusal = null;
      try {
        change = decision.on(current);
      } catch (ApiFault fault) {
        refusal = fault;
      }
      if (!newest && (refusal != null || change instanceof Change.Keep)) {
        var judged = current.revision();
        current = read(request, key);
        newest = true;
        if (current.revision() != judged) {
          continue; // It was about what is no more. Else it holds: plugins are not asked twice.
        }
      }
      if (refusal != null) {
        throw refusal;
      }
      var attempt = write(request, current, change, dryRun);
      if (attempt.outcome != null) {
        request.trace(attempt.outcome.snapshot.object());
        return attempt.outcome;
      }
      current =
          attempt
              .current
              .map(stored -> snapshot(request, stored))
              .orElseThrow(() -> missing(request));
      newest = true;
    }
  }

  /** Either the outcome, or what was found instead of the expected revision. */
  private record Attempt(Outcome outcome, Optional<Store.Stored> current) {}

  private Attempt write(
      VerbRequest request, ObjectSnapshot current, Change change, boolean dryRun) {
    return switch (change) {
      case Change.Keep() -> done(current, false);
      case Change.Put(var object) -> put(request, current, object, dryRun);
      case Change.Remove(var last) -> remove(request, current, last, dryRun);
    };
  }

  private Attempt put(
      VerbRequest request, ObjectSnapshot current, ObjectNode object, boolean dryRun) {
    var reservation =
        hooks.apply(request.type()).reserve(object, Optional.of(current.object()), dryRun);
    var bytes = StoredJson.encode(object);
    if (dryRun) {
      return done(new ObjectSnapshot(object, bytes, current.revision()), false);
    }
    var stored = stored(request, object, bytes);
    return switch (store.update(request.storeKey(), stored, current.revision())) {
      case Store.WriteResult.Written(var at) -> {
        reservation.written();
        yield done(new ObjectSnapshot(object, bytes, at), false);
      }
      case Store.WriteResult.Refused(var found) -> {
        reservation.refused();
        yield new Attempt(null, found);
      }
    };
  }

  private Attempt remove(
      VerbRequest request, ObjectSnapshot current, ObjectNode last, boolean dryRun) {
    var bytes = StoredJson.encode(last);
    if (dryRun) {
      return done(new ObjectSnapshot(last, bytes, current.revision()), true);
    }
    return switch (store.delete(request.storeKey(), current.revision())) {
      case Store.WriteResult.Written(var at) -> {
        hooks.apply(request.type()).released(current.object());
        yield done(new ObjectSnapshot(last, bytes, at), true);
      }
      case Store.WriteResult.Refused(var found) -> new Attempt(null, found);
    };
  }

  private static Attempt done(ObjectSnapshot snapshot, boolean removed) {
    return new Attempt(new Outcome(snapshot, removed), Optional.empty());
  }

  private Optional<ObjectSnapshot> cached(VerbRequest request) {
    return caches
        .of(request.type())
        .get(new ObjectKey(request.namespace(), request.name()))
        .map(object -> ObjectSnapshot.of(request.type(), object.stored(), object.revision()));
  }

  private ObjectSnapshot read(VerbRequest request, String key) {
    return store
        .get(key)
        .map(stored -> snapshot(request, stored))
        .orElseThrow(() -> missing(request));
  }

  private static ObjectSnapshot snapshot(VerbRequest request, Store.Stored stored) {
    return ObjectSnapshot.of(request.type(), stored.value(), stored.modRevision());
  }

  /** The bytes to store: the object's own when it is of the version that is stored. */
  static byte[] stored(VerbRequest request, ObjectNode object, byte[] bytes) {
    var stored = ServedVersion.stored(request.type(), object);
    return stored == object ? bytes : StoredJson.encode(stored);
  }

  private static ApiFault missing(VerbRequest request) {
    return ApiFault.notFound(request.type().resource(), request.name());
  }
}
