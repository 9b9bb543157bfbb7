package dev.quarterdeck.apiserver.registry.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.registry.Column;
import dev.quarterdeck.apiserver.registry.Columns;
import dev.quarterdeck.apiserver.registry.Field;
import dev.quarterdeck.apiserver.registry.KindStrategy;
import dev.quarterdeck.apiserver.registry.Names;
import dev.quarterdeck.apiserver.registry.WriteContext;
import java.util.List;

/** ConfigMap (core/v1). */
public final class ConfigMapStrategy extends KindStrategy {

  public ConfigMapStrategy() {
    super(Shape.NAMESPACED, Names::dns1123Subdomain);
  }

  @Override
  protected void rules(Field object) {
    var data = object.get("data");
    var binary = object.get("binaryData");
    StoredData.keys(data);
    StoredData.keys(binary);
    for (var key : data.keys()) {
      if (binary.node().has(key)) {
        data.key(key).invalid(key, "duplicate of key present in binaryData");
      }
    }
    if (StoredData.textSize(data) + StoredData.binarySize(binary) > StoredData.MAX_BYTES) {
      new Field(object.node(), "[]", object.errors()).tooLong(StoredData.MAX_BYTES);
    }
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    StoredData.frozen(object, old, List.of("data", "binaryData"));
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text(
            "Data",
            "How many entries it has.",
            (map, now) ->
                Integer.toString(map.path("data").size() + map.path("binaryData").size())),
        Column.AGE);
  }
}
