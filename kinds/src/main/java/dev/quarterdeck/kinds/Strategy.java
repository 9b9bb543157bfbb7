package dev.quarterdeck.kinds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.schema.ObjectType;
import dev.quarterdeck.model.FieldError;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one kind does differently: defaults, rules, what may change. Everything generic (metadata,
 * finalizers, revisions, patches) is done around it by the verbs. Pure: time, ids and other objects
 * come in through the {@link WriteContext}.
 *
 * <p>On create the verbs call {@link #applyDefaults}, admission that mutates, {@link
 * #prepareForCreate}, {@link #applyDefaults} again, {@link #validate}, admission that validates. On
 * update they do the same with {@link #prepareForUpdate}, and with {@link #validateUpdate} besides.
 * Objects are changed in place and belong to the call.
 */
public interface Strategy {

  /** Drops what a client may not set on create (status), sets what the server owns. */
  default void prepareForCreate(ObjectNode object, WriteContext context) {}

  /**
   * Puts back what this path may not change: status on a plain update, all but status on an update
   * of {@code /status}. {@code context.subresource()} tells which.
   */
  default void prepareForUpdate(ObjectNode object, ObjectNode old, WriteContext context) {}

  /** Fills absent fields. Idempotent. */
  default void applyDefaults(ObjectNode object) {}

  /** How objects are decoded and merged; empty for built-in kinds, whose types are generated. */
  default Optional<ObjectType> objectType() {
    return Optional.empty();
  }

  /** Rules on the object alone; empty when it is valid. */
  List<FieldError> validate(ObjectNode object);

  /** Rules on a new object only. {@link #validate} is called as well. */
  default List<FieldError> validateCreate(ObjectNode object, WriteContext context) {
    return List.of();
  }

  /** Whether a PUT on a name that is not there makes the object. */
  default boolean createsOnUpdate() {
    return false;
  }

  /** Whether an update may leave out the version it was made from, and so win over any other. */
  default boolean updatesUnconditionally() {
    return true;
  }

  /** Rules on the change, immutable fields above all. {@link #validate} is called as well. */
  default List<FieldError> validateUpdate(ObjectNode object, ObjectNode old, WriteContext context) {
    return List.of();
  }

  /**
   * Advice that does not refuse the write, sent as Warning headers. Asked last, of an object that
   * is valid.
   *
   * @param old what is replaced; null when the object is new
   */
  default List<String> warnings(ObjectNode object, ObjectNode old, WriteContext context) {
    return List.of();
  }

  /**
   * Whether a change from {@code old} counts as a new generation (the desired state differs). Asked
   * after {@link #prepareForUpdate}; only for kinds with {@link ResourceType#generation()}.
   */
  default boolean desiredStateDiffers(ObjectNode object, ObjectNode old) {
    return !java.util.Objects.equals(object.get("spec"), old.get("spec"));
  }

  /**
   * How many seconds a delete leaves the object to end in; 0 ends it at once.
   *
   * @param asked what the delete asked for; empty for the object's own wish
   * @return empty for kinds that know no graceful deletion (all but pods)
   */
  default OptionalLong gracePeriodSeconds(ObjectNode object, OptionalLong asked) {
    return OptionalLong.empty();
  }

  /** Whether anything besides metadata.finalizers keeps a deleted object: spec.finalizers. */
  default boolean heldBack(ObjectNode object) {
    return false;
  }

  /** What a delete leaves on an object that waits for finalizers, besides deletionTimestamp. */
  default void markDeleting(ObjectNode object) {
    Tree.child(object, "metadata").put("deletionGracePeriodSeconds", 0);
  }

  /**
   * Whether a delete that does not say otherwise leaves the object's dependents alone, and what its
   * author is told then; the text may be empty.
   */
  default Optional<String> orphansDependents() {
    return Optional.empty();
  }

  /** How long an object is kept after its creation; empty for until it is deleted. */
  default Optional<Duration> timeToLive() {
    return Optional.empty();
  }

  /** How {@code /scale} sees the kind's objects; only for kinds that serve it. */
  default Scaling scaling() {
    return Scaling.WORKLOAD;
  }

  /** Whether a CustomResourceDefinition made the kind, so that it may change or go. */
  default boolean custom() {
    return false;
  }

  /** The kind of the kind's lists, where it is not the kind's name and {@code List}. */
  default Optional<String> listKind() {
    return Optional.empty();
  }

  /** What OpenAPI says of the kind; empty for built-in kinds, whose definitions are generated. */
  default Optional<PublishedSchema> published() {
    return Optional.empty();
  }

  /** What whoever uses this version is told, since it will go; empty while it is here to stay. */
  default Optional<String> deprecation() {
    return Optional.empty();
  }

  /** Fields usable in field selectors besides metadata.name and metadata.namespace. */
  default SelectableFields selectableFields() {
    return SelectableFields.NONE;
  }

  /** Columns of the kind's Table, in order. Name comes first, Age is usually last. */
  default List<Column> columns() {
    return Column.NAME_AND_AGE;
  }
}
