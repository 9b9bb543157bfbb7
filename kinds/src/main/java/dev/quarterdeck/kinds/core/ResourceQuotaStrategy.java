package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** ResourceQuota (core/v1). */
public final class ResourceQuotaStrategy extends KindStrategy {

  public ResourceQuotaStrategy() {
    super(Shape.NAMESPACED_WITH_STATUS, Names::dns1123Subdomain);
  }

  @Override
  protected void rules(Field object) {
    ResourceQuotaRules.check(object);
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    object.get("spec", "scopes").unchanged(old.at("/spec/scopes"));
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text("Request", "Used and allowed requests.", (q, now) -> amounts(q, false)),
        Columns.text("Limit", "Used and allowed limits.", (q, now) -> amounts(q, true)),
        Column.AGE);
  }

  private static String amounts(JsonNode quota, boolean limits) {
    var shown = new TreeMap<String, String>();
    for (var hard : quota.at("/status/hard").properties()) {
      if (hard.getKey().startsWith("limits") == limits) {
        var used = quota.at("/status/used").path(hard.getKey()).asText("0");
        shown.put(hard.getKey(), used + "/" + hard.getValue().asText());
      }
    }
    return shown.entrySet().stream()
        .map(e -> e.getKey() + ": " + e.getValue())
        .collect(Collectors.joining(", "));
  }
}
