package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.verb.DeletionOptions.Propagation;
import dev.quarterdeck.kinds.Strategy;
import dev.quarterdeck.machinery.Tree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a delete does to an object: away at once, or marked and left to those who must end it first
 * (the kubelet within the grace period, whoever holds a finalizer). Pure; the verbs carry it out.
 */
sealed interface DeletionPlan {

  /** Nothing holds it: delete the key. */
  record Remove() implements DeletionPlan {}

  /** Write this (a changed copy); the object lives on until what holds it lets go. */
  record Mark(ObjectNode marked) implements DeletionPlan {}

  /** It is already on its way out and this delete asks for nothing sooner. */
  record Leave() implements DeletionPlan {}

  String ORPHAN = "orphan";
  String FOREGROUND = "foregroundDeletion";

  /** Decides for {@code object} as stored; {@code object} is not changed. */
  static DeletionPlan of(
      Strategy strategy, ObjectNode object, DeletionOptions options, Instant now) {
    var grace = strategy.gracePeriodSeconds(object, options.gracePeriodSeconds());
    var metadata = (ObjectNode) object.path("metadata");
    var deleting = !Tree.absent(metadata.get("deletionTimestamp"));
    if (grace.isPresent()
        && deleting
        && metadata.path("deletionGracePeriodSeconds").asLong(0) > 0) {
      return shorten(object, options);
    }
    var marked = object.deepCopy();
    var usual =
        strategy.orphansDependents().isPresent() ? Propagation.ORPHAN : Propagation.BACKGROUND;
    finalizers(Tree.child(marked, "metadata"), options, usual);
    var held = held(strategy, marked);
    if (!held && (deleting || grace.isEmpty() || grace.getAsLong() == 0)) {
      return new Remove();
    }
    if (!deleting) {
      mark(strategy, marked, grace.orElse(0), now);
    }
    return marked.equals(object) ? new Leave() : new Mark(marked);
  }

  private static boolean held(Strategy strategy, ObjectNode object) {
    return !object.path("metadata").path("finalizers").isEmpty() || strategy.heldBack(object);
  }

  private static void mark(Strategy strategy, ObjectNode object, long grace, Instant now) {
    var metadata = Tree.child(object, "metadata");
    var generation = metadata.path("generation").asLong(0);
    if (generation > 0) {
      Tree.put(metadata, "generation", generation + 1);
    }
    metadata.put("deletionTimestamp", now.plusSeconds(grace).toString());
    if (grace > 0) {
      Tree.put(metadata, "deletionGracePeriodSeconds", grace);
    } else {
      strategy.markDeleting(object);
    }
  }

  /** A second graceful delete may only bring the end nearer. */
  private static DeletionPlan shorten(ObjectNode object, DeletionOptions options) {
    var before = object.path("metadata").path("deletionGracePeriodSeconds").asLong();
    var asked = options.gracePeriodSeconds().orElse(before);
    var grace = asked < 0 ? 1 : asked;
    if (grace >= before) {
      return new Leave();
    }
    if (grace == 0 && object.path("metadata").path("finalizers").isEmpty()) {
      return new Remove();
    }
    var marked = object.deepCopy();
    var metadata = Tree.child(marked, "metadata");
    var end = Instant.parse(metadata.path("deletionTimestamp").asText());
    metadata.put("deletionTimestamp", end.minusSeconds(before - grace).toString());
    Tree.put(metadata, "deletionGracePeriodSeconds", grace);
    return new Mark(marked);
  }

  /** Puts the garbage collector's finalizers as the propagation policy wants them. */
  private static void finalizers(ObjectNode metadata, DeletionOptions options, Propagation usual) {
    var before = Tree.texts(metadata.path("finalizers"));
    var after = new ArrayList<>(before);
    after.removeAll(List.of(ORPHAN, FOREGROUND));
    switch (options.propagation().or(() -> standing(before)).orElse(usual)) {
      case ORPHAN -> after.add(ORPHAN);
      case FOREGROUND -> after.add(FOREGROUND);
      case BACKGROUND -> {}
    }
    if (after.isEmpty()) {
      metadata.remove("finalizers");
    } else if (!after.equals(before)) {
      var finalizers = metadata.putArray("finalizers");
      after.forEach(finalizers::add);
    }
  }

  private static Optional<Propagation> standing(List<String> finalizers) {
    if (finalizers.contains(ORPHAN)) {
      return Optional.of(Propagation.ORPHAN);
    }
    return finalizers.contains(FOREGROUND) ? Optional.of(Propagation.FOREGROUND) : Optional.empty();
  }

  /**
   * Whether an update ends a pending deletion: the last thing that held the object is gone with it,
   * so the verbs delete the key instead of writing it.
   */
  static boolean completedBy(Strategy strategy, ObjectNode updated, ObjectNode old) {
    var metadata = updated.path("metadata");
    return !Tree.absent(metadata.get("deletionTimestamp"))
        && metadata.path("deletionGracePeriodSeconds").asLong(0) == 0
        && held(strategy, old)
        && !held(strategy, updated);
  }
}
