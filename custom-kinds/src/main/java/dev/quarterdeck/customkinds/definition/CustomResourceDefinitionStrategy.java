package dev.quarterdeck.customkinds.definition;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.ArrayList;
import java.util.List;

/**
 * CustomResourceDefinition (apiextensions.k8s.io/v1). Its conditions are set by whoever serves the
 * kind; a deleted one stays until its instances are gone.
 */
public final class CustomResourceDefinitionStrategy extends KindStrategy {

  /** Holds a deleted definition until its instances are gone. */
  public static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

  public CustomResourceDefinitionStrategy() {
    super(Shape.CLUSTER_WITH_STATUS, Names::dns1123Subdomain);
  }

  @Override
  public void prepareForCreate(ObjectNode object, WriteContext context) {
    object.remove("status");
    var status = object.putObject("status");
    status.putArray("storedVersions");
    rememberStorage(object, status);
    status.putArray("conditions");
    status.putObject("acceptedNames").put("plural", "").put("kind", "");
  }

  @Override
  public void prepareForUpdate(ObjectNode object, ObjectNode old, WriteContext context) {
    super.prepareForUpdate(object, old, context);
    if (context.isStatus()) {
      Tree.restore(object, old, "metadata");
    } else {
      rememberStorage(object, Tree.child(object, "status"));
    }
  }

  /** A version that objects are stored in is on record until somebody has migrated them. */
  private static void rememberStorage(ObjectNode object, ObjectNode status) {
    var stored =
        status.get("storedVersions") instanceof com.fasterxml.jackson.databind.node.ArrayNode array
            ? array
            : status.putArray("storedVersions");
    for (var version : object.path("spec").path("versions")) {
      var name = version.path("name").asText("");
      if (version.path("storage").asBoolean(false) && !Tree.texts(stored).contains(name)) {
        stored.add(name);
      }
    }
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    DefinitionDefaults.apply(object);
  }

  @Override
  public boolean updatesUnconditionally() {
    return false;
  }

  @Override
  protected void rules(Field object) {
    DefinitionRules.check(object);
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    DefinitionChanges.check(object, old);
  }

  @Override
  public List<String> warnings(ObjectNode object) {
    var warnings = new ArrayList<String>();
    var versions = object.path("spec").path("versions");
    for (var i = 0; i < versions.size(); i++) {
      var path = "spec.versions[%d].schema.openAPIV3Schema".formatted(i);
      SchemaWarnings.collect(versions.get(i).at("/schema/openAPIV3Schema"), path, warnings);
    }
    return warnings;
  }

  /** The first delete always leaves the definition; its instances go first. */
  @Override
  public boolean heldBack(ObjectNode object) {
    return Tree.text(object, "/metadata/deletionTimestamp").isEmpty();
  }

  @Override
  public void markDeleting(ObjectNode object) {
    var metadata = Tree.child(object, "metadata");
    var finalizers = Tree.texts(metadata.path("finalizers"));
    if (!finalizers.contains(CLEANUP)) {
      finalizers.add(CLEANUP);
    }
    var array = metadata.putArray("finalizers");
    finalizers.forEach(array::add);
    Conditions.set(
        object,
        new Conditions.Condition(
            "Terminating",
            "True",
            "InstanceDeletionPending",
            "the definition is deleted; deletion of its instances begins soon"),
        metadata.path("deletionTimestamp").asText());
  }

  @Override
  public List<Column> columns() {
    return List.of(Column.NAME, Columns.createdAt(Columns.UNKNOWN));
  }
}
