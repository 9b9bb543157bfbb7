package dev.quarterdeck.kinds.apps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;
import java.util.Locale;

/** ControllerRevision (apps/v1): a frozen state of a StatefulSet or DaemonSet. */
public final class ControllerRevisionStrategy extends KindStrategy {

  public ControllerRevisionStrategy() {
    super(Shape.NAMESPACED, Names::dns1123Subdomain);
  }

  @Override
  protected void rules(Field object) {
    object.get("revision").notNegative();
    if (object.get("data").absent()) {
      object.get("data").required("data is mandatory");
    }
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    object.get("data").unchanged(old.path("data"));
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text("Controller", "Whose state it is.", (r, now) -> controller(r)),
        Columns.number("Revision", "Its number.", Columns.numberAt("/revision")),
        Column.AGE);
  }

  private static String controller(JsonNode revision) {
    for (var owner : revision.at("/metadata/ownerReferences")) {
      if (owner.path("controller").asBoolean(false)) {
        var kind = owner.path("kind").asText().toLowerCase(Locale.ROOT);
        var group = owner.path("apiVersion").asText().replaceAll("/.*", "");
        return "%s.%s/%s".formatted(kind, group, owner.path("name").asText());
      }
    }
    return Columns.NONE;
  }
}
