package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.SelectableFields;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;

/**
 * Namespace (core/v1). A deleted one stays Terminating until its controller has emptied it and
 * takes {@code kubernetes} out of spec.finalizers through {@code /finalize}.
 */
public final class NamespaceStrategy extends KindStrategy {

  private static final SelectableFields FIELDS = new SelectableFields("status.phase");
  private static final String FINALIZER = "kubernetes";

  public NamespaceStrategy() {
    super(Shape.CLUSTER_WITH_STATUS, Names::dns1123Label);
  }

  @Override
  public void prepareForCreate(ObjectNode object, WriteContext context) {
    object.putObject("status").put("phase", "Active");
    var spec = Tree.child(object, "spec");
    if (!Tree.texts(spec.path("finalizers")).contains(FINALIZER)) {
      var given = Tree.texts(spec.path("finalizers"));
      var finalizers = spec.putArray("finalizers");
      given.forEach(finalizers::add);
      finalizers.add(FINALIZER);
    }
  }

  @Override
  public void prepareForUpdate(ObjectNode object, ObjectNode old, WriteContext context) {
    if (!context.isStatus()) {
      Tree.restore(object, old, "status");
    }
    if (!context.subresource().equals("finalize")) {
      Tree.restore(Tree.child(object, "spec"), Tree.child(old, "spec"), "finalizers");
    }
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    var metadata = Tree.child(object, "metadata");
    var name = Tree.text(metadata, "/name");
    if (!name.isEmpty()) {
      Tree.child(metadata, "labels").put("kubernetes.io/metadata.name", name);
    }
    Tree.child(object, "spec");
  }

  @Override
  protected void rules(Field object) {
    for (var finalizer : object.get("spec", "finalizers").items()) {
      var text = finalizer.text();
      finalizer.invalidFor(Names.qualified(text));
      if (!text.contains("/") && !text.equals(FINALIZER)) {
        finalizer.invalid("name is neither a standard finalizer name nor is it fully qualified");
      }
    }
  }

  @Override
  public boolean heldBack(ObjectNode object) {
    return !object.path("spec").path("finalizers").isEmpty();
  }

  @Override
  public void markDeleting(ObjectNode object) {
    Tree.child(object, "status").put("phase", "Terminating");
  }

  @Override
  public SelectableFields selectableFields() {
    return FIELDS;
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text("Status", "The status of the namespace.", Columns.textAt("/status/phase", "")),
        Column.AGE);
  }
}
