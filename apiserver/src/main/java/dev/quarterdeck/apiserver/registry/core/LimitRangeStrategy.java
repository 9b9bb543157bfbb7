package dev.quarterdeck.apiserver.registry.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.registry.Column;
import dev.quarterdeck.apiserver.registry.Columns;
import dev.quarterdeck.apiserver.registry.Field;
import dev.quarterdeck.apiserver.registry.KindStrategy;
import dev.quarterdeck.apiserver.registry.Names;
import dev.quarterdeck.apiserver.registry.Quantity;
import dev.quarterdeck.apiserver.registry.Tree;
import java.util.HashSet;
import java.util.List;

/** LimitRange (core/v1). */
public final class LimitRangeStrategy extends KindStrategy {

  private static final List<String> BOUNDS =
      List.of("min", "max", "default", "defaultRequest", "maxLimitRequestRatio");

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
    var types = new HashSet<String>();
    for (var item : object.get("spec", "limits").items()) {
      var type = item.get("type");
      type.invalidFor(Names.qualified(type.text()));
      if (!types.add(type.text())) {
        type.duplicate();
      }
      for (var bound : BOUNDS) {
        item.get(bound).entries().forEach(Quantity::of);
      }
      ordered(item, "min", "max", "min value %s is greater than max value %s");
      ordered(item, "default", "max", "default value %s is greater than max value %s");
      ordered(
          item,
          "defaultRequest",
          "default",
          "default request value %s is greater than default limit value %s");
    }
  }

  private static void ordered(Field item, String low, String high, String words) {
    for (var entry : item.get(low).entries()) {
      var name =
          entry.path().substring(entry.path().lastIndexOf('[') + 1, entry.path().length() - 1);
      var bound = item.get(high).key(name);
      if (bound.present() && Quantity.exceeds(entry.node(), bound.node())) {
        entry.invalid(words.formatted(entry.node().asText(), bound.node().asText()));
      }
    }
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        new Column(
            "Created At",
            "date",
            "",
            "When it was created.",
            0,
            Columns.textAt("/metadata/creationTimestamp", "")));
  }
}
