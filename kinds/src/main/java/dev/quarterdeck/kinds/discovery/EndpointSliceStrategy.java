package dev.quarterdeck.kinds.discovery;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.Objects;

/** EndpointSlice (discovery.k8s.io/v1). */
public final class EndpointSliceStrategy extends KindStrategy {

  public EndpointSliceStrategy() {
    super(Shape.NAMESPACED, Names::dns1123Subdomain);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    for (var port : Tree.objects(object, "ports")) {
      if (!port.path("name").isTextual()) {
        port.put("name", "");
      }
      Tree.fill(port, "protocol", "TCP");
    }
    if (!object.path("endpoints").isArray()) {
      object.putArray("endpoints");
    }
  }

  @Override
  protected void rules(Field object) {
    EndpointSliceRules.check(object);
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    object.get("addressType").unchanged(old.path("addressType"));
  }

  @Override
  public boolean desiredStateDiffers(ObjectNode object, ObjectNode old) {
    return List.of("endpoints", "ports", "addressType").stream()
            .anyMatch(field -> !Objects.equals(object.get(field), old.get(field)))
        || List.of("labels", "annotations").stream()
            .anyMatch(
                field ->
                    !object.path("metadata").path(field).equals(old.path("metadata").path(field)));
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text(
            "AddressType", "The kind of its addresses.", Columns.textAt("/addressType", "")),
        Columns.text(
            "Ports",
            "The ports its endpoints listen on.",
            (slice, now) -> Columns.shortList(ports(slice), Columns.UNSET)),
        Columns.text(
            "Endpoints",
            "The addresses in it.",
            (slice, now) -> Columns.shortList(addresses(slice), Columns.UNSET)),
        Column.AGE);
  }

  private static List<String> ports(JsonNode slice) {
    return Tree.objects(slice, "ports").stream()
        .map(port -> port.path("port").asText(port.path("name").asText("*")))
        .toList();
  }

  private static List<String> addresses(JsonNode slice) {
    var addresses = new ArrayList<String>();
    for (var endpoint : slice.path("endpoints")) {
      addresses.addAll(Tree.texts(endpoint.path("addresses")));
    }
    return addresses;
  }
}
