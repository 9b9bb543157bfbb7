package dev.quarterdeck.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.declarative.TypeRules;
import dev.quarterdeck.machinery.schema.Schemas;
import dev.quarterdeck.machinery.schema.Shape;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.MetadataRules;
import dev.quarterdeck.model.FieldError;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a {@link Kind} declares, carried out together with what the facts table says of its type.
 */
final class DeclaredStrategy implements Strategy {

  private final Kind kind;
  private volatile List<Column> columns;
  private volatile Shape.Struct shape;

  DeclaredStrategy(Kind kind) {
    this.kind = kind;
  }

  /** The kind's type, compiled when the first object needs it. */
  private Shape.Struct shape() {
    if (shape == null) {
      shape =
          Schemas.load()
              .type(kind.apiVersion(), kind.kind)
              .orElseThrow(() -> new IllegalStateException("no schema of " + kind.kind))
              .shape();
    }
    return shape;
  }

  @Override
  public void prepareForCreate(ObjectNode object, WriteContext context) {
    if (kind.hasStatus() && !kind.keepsStatusOnCreate) {
      object.remove("status");
    }
    kind.prepareCreate.accept(object, context);
  }

  @Override
  public void prepareForUpdate(ObjectNode object, ObjectNode old, WriteContext context) {
    if (kind.hasStatus()) {
      Tree.restore(object, old, writesStatus(context.subresource()) ? "spec" : "status");
    }
    kind.prepareUpdate.prepare(object, old, context);
  }

  private static boolean writesStatus(String subresource) {
    return subresource.equals(Subresource.STATUS.name())
        || subresource.equals(Subresource.APPROVAL.name());
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    TypeRules.of(shape()).fill(object);
    kind.defaults.accept(object);
  }

  @Override
  public List<FieldError> validate(ObjectNode object) {
    var root = Field.root(object);
    MetadataRules.check(root.get("metadata"), kind.isNamespaced(), kind.nameRule);
    if (kind.standardFinalizers) {
      MetadataRules.standardFinalizers(root.get("metadata", "finalizers"));
    }
    TypeRules.of(shape()).check(root);
    kind.rules.accept(root);
    return root.errors();
  }

  @Override
  public List<FieldError> validateCreate(ObjectNode object, WriteContext context) {
    var root = Field.root(object);
    kind.createRules.accept(root, context);
    return root.errors();
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode object, ObjectNode old, WriteContext context) {
    var root = Field.root(object);
    MetadataRules.checkUpdate(root.get("metadata"), Tree.child(old, "metadata"));
    for (var path : kind.immutable) {
      var names = path.split("\\.");
      var now = root;
      JsonNode before = old;
      for (var name : names) {
        now = now.get(name);
        before = before.path(name);
      }
      now.unchanged(before);
    }
    kind.updateRules.check(root, old, context);
    return root.errors();
  }

  @Override
  public boolean createsOnUpdate() {
    return kind.createsOnUpdate;
  }

  @Override
  public boolean updatesUnconditionally() {
    return kind.updatesUnconditionally;
  }

  @Override
  public List<String> warnings(ObjectNode object, ObjectNode old, WriteContext context) {
    return switch (context.subresource()) {
      case "" -> kind.warnings.on(object, old);
      case "status" -> kind.statusWarnings.on(object, old);
      default -> List.of();
    };
  }

  @Override
  public boolean desiredStateDiffers(ObjectNode object, ObjectNode old) {
    return kind.desiredState.stream()
        .anyMatch(path -> !Tree.at(object, path).equals(Tree.at(old, path)));
  }

  @Override
  public OptionalLong gracePeriodSeconds(ObjectNode object, OptionalLong asked) {
    return kind.gracePeriod.apply(object, asked);
  }

  @Override
  public boolean heldBack(ObjectNode object) {
    return kind.heldBack.test(object);
  }

  @Override
  public void markDeleting(ObjectNode object) {
    if (kind.markDeleting == null) {
      Strategy.super.markDeleting(object);
    } else {
      kind.markDeleting.accept(object);
    }
  }

  @Override
  public Optional<String> orphansDependents() {
    return Optional.ofNullable(kind.orphansDependents);
  }

  @Override
  public Optional<String> deprecation() {
    return Optional.ofNullable(kind.deprecation);
  }

  @Override
  public Optional<Duration> timeToLive() {
    return Optional.ofNullable(kind.timeToLive);
  }

  @Override
  public SelectableFields selectableFields() {
    return kind.selectableFields;
  }

  @Override
  public List<Column> columns() {
    if (columns == null) {
      columns = kind.columns.stream().map(column -> column.of(shape())).toList();
    }
    return columns;
  }
}
