package dev.quarterdeck.kinds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.MetadataRules;
import dev.quarterdeck.machinery.validation.Names;
import dev.quarterdeck.model.FieldError;
import java.util.List;

/**
 * What built-in kinds share: metadata's rules, and status that only {@code /status} may write. A
 * kind fills in {@link #rules} and whatever else it does differently.
 */
public abstract class KindStrategy implements Strategy {

  /** Whether the kind lives in namespaces, and whether it keeps status apart. */
  protected enum Shape {
    NAMESPACED(true, false),
    NAMESPACED_WITH_STATUS(true, true),
    CLUSTER(false, false),
    CLUSTER_WITH_STATUS(false, true);

    private final boolean namespaced;
    private final boolean hasStatus;

    Shape(boolean namespaced, boolean hasStatus) {
      this.namespaced = namespaced;
      this.hasStatus = hasStatus;
    }
  }

  private final Shape shape;
  private final Names.Rule nameRule;

  protected KindStrategy(Shape shape, Names.Rule nameRule) {
    this.shape = shape;
    this.nameRule = nameRule;
  }

  /** The kind's own rules; errors go to the field's list. */
  protected abstract void rules(Field object);

  /** The kind's own rules on a new object, besides {@link #rules}. */
  protected void createRules(Field object, WriteContext context) {}

  /** The kind's own rules on a change. */
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {}

  @Override
  public void prepareForCreate(ObjectNode object, WriteContext context) {
    if (shape.hasStatus) {
      object.remove("status");
    }
  }

  @Override
  public void prepareForUpdate(ObjectNode object, ObjectNode old, WriteContext context) {
    if (!shape.hasStatus) {
      return;
    }
    if (context.isStatus()) {
      Tree.restore(object, old, "spec");
    } else {
      Tree.restore(object, old, "status");
    }
  }

  @Override
  public final List<FieldError> validate(ObjectNode object) {
    var root = Field.root(object);
    MetadataRules.check(root.get("metadata"), shape.namespaced, nameRule);
    rules(root);
    return root.errors();
  }

  @Override
  public final List<FieldError> validateCreate(ObjectNode object, WriteContext context) {
    var root = Field.root(object);
    createRules(root, context);
    return root.errors();
  }

  @Override
  public final List<FieldError> validateUpdate(
      ObjectNode object, ObjectNode old, WriteContext context) {
    var root = Field.root(object);
    MetadataRules.checkUpdate(root.get("metadata"), Tree.child(old, "metadata"));
    updateRules(root, old, context);
    return root.errors();
  }
}
