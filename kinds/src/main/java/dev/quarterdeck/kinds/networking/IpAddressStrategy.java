package dev.quarterdeck.kinds.networking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Addresses;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;
import java.util.Locale;

/**
 * IPAddress (networking.k8s.io/v1): says whose an address is. Those of Services are made and
 * removed by the API server's {@code allocation}; its repair makes one again that somebody removed.
 */
public final class IpAddressStrategy extends KindStrategy {

  public IpAddressStrategy() {
    super(Shape.CLUSTER, Addresses::canonicalIp);
  }

  @Override
  protected void rules(Field object) {
    var parent = object.get("spec", "parentRef");
    if (parent.absent()) {
      parent.required("");
      return;
    }
    if (parent.get("group").present()) { // empty for the core group, which Services are of
      parent.get("group").invalidFor(Names.dns1123Subdomain(parent.get("group").text()));
    }
    References.segment(parent.get("resource"));
    References.segment(parent.get("name"));
    if (parent.get("namespace").present()) {
      parent.get("namespace").invalidFor(Names.pathSegment(parent.get("namespace").text()));
    }
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    object.get("spec", "parentRef").unchanged(old.at("/spec/parentRef"));
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text(
            "ParentRef", "Whose it is.", (address, now) -> parent(address.at("/spec/parentRef"))));
  }

  /** {@code services/default/kubernetes}. */
  private static String parent(JsonNode parent) {
    if (!parent.isObject()) {
      return Columns.NONE;
    }
    var group = Tree.text(parent, "/group");
    var namespace = Tree.text(parent, "/namespace");
    var resource = Tree.text(parent, "/resource") + (group.isEmpty() ? "" : "." + group);
    return resource.toLowerCase(Locale.ROOT)
        + (namespace.isEmpty() ? "" : "/" + namespace)
        + "/"
        + Tree.text(parent, "/name");
  }
}
