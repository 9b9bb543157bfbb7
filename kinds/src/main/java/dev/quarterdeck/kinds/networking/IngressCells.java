package dev.quarterdeck.kinds.networking;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.machinery.Tree;
import java.util.Locale;
import java.util.TreeSet;

/** What tables show of this group's objects. */
final class IngressCells {

  private IngressCells() {}

  /** The first hosts; rules without one match any and are not counted. */
  static String hosts(JsonNode ingress) {
    var hosts =
        Tree.objects(ingress.path("spec"), "rules").stream()
            .map(rule -> Tree.text(rule, "/host"))
            .filter(host -> !host.isEmpty())
            .toList();
    return Columns.shortList(hosts, "*");
  }

  static String addresses(JsonNode ingress) {
    var addresses = new TreeSet<String>();
    for (var point : ingress.at("/status/loadBalancer/ingress")) {
      var ip = Tree.text(point, "/ip");
      addresses.add(ip.isEmpty() ? Tree.text(point, "/hostname") : ip);
    }
    addresses.remove("");
    return String.join(",", addresses);
  }

  static String parameters(JsonNode parameters) {
    if (!parameters.isObject()) {
      return Columns.NONE;
    }
    var group = parameters.has("apiGroup") ? "." + Tree.text(parameters, "/apiGroup") : "";
    return Tree.text(parameters, "/kind") + group + "/" + Tree.text(parameters, "/name");
  }

  /** {@code services/default/kubernetes}. */
  static String parent(JsonNode parent) {
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
