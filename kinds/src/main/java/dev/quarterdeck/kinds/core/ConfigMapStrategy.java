package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
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
