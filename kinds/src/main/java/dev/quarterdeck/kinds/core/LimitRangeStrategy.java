package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;

/** LimitRange (core/v1). */
public final class LimitRangeStrategy extends KindStrategy {

  public LimitRangeStrategy() {
    super(Shape.NAMESPACED, Names::dns1123Subdomain);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    for (var item : Tree.objects(object.path("spec"), "limits")) {
      if (Tree.text(item, "/type").equals("Container")) {
        fillFrom(Tree.child(item, "default"), item.path("max"));
        fillFrom(Tree.child(item, "defaultRequest"), item.path("default"));
        fillFrom(Tree.child(item, "defaultRequest"), item.path("min"));
      }
    }
  }

  private static void fillFrom(ObjectNode amounts, JsonNode source) {
    for (var entry : source.properties()) {
      if (!amounts.has(entry.getKey())) {
        amounts.set(entry.getKey(), entry.getValue());
      }
    }
  }

  @Override
  public boolean createsOnUpdate() {
    return true;
  }

  @Override
  protected void rules(Field object) {
    LimitRangeRules.check(object.get("spec", "limits"));
  }

  @Override
  public List<Column> columns() {
    return List.of(Column.NAME, Columns.CREATED_AT);
  }
}
