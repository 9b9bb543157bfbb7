package dev.quarterdeck.kinds.networking;

import static dev.quarterdeck.machinery.Tree.child;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;
import java.util.TreeSet;

/** Ingress (networking.k8s.io/v1). */
public final class IngressStrategy extends KindStrategy {

  private static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";

  public IngressStrategy() {
    super(Shape.NAMESPACED_WITH_STATUS, Names::dns1123Subdomain);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    child(child(object, "status"), "loadBalancer");
  }

  @Override
  protected void rules(Field object) {
    IngressRules.check(object.get("spec"));
    IngressRules.status(object.get("status", "loadBalancer"));
  }

  @Override
  protected void createRules(Field object, WriteContext context) {
    var annotation = object.get("metadata", "annotations").key(CLASS_ANNOTATION);
    var named = object.get("spec", "ingressClassName");
    if (annotation.present() && named.present() && !annotation.text().equals(named.text())) {
      new Field(annotation.node(), "annotations." + CLASS_ANNOTATION, object.errors())
          .invalid("must match `ingressClassName` when both are specified");
    }
  }

  @Override
  public List<String> warnings(ObjectNode object) {
    return object.path("metadata").path("annotations").has(CLASS_ANNOTATION)
        ? List.of(
            "annotation \"%s\" is deprecated, please use 'spec.ingressClassName' instead"
                .formatted(CLASS_ANNOTATION))
        : List.of();
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text(
            "Class", "Who implements it.", Columns.textAt("/spec/ingressClassName", Columns.NONE)),
        Columns.text("Hosts", "The hosts its rules are for.", (i, now) -> hosts(i)),
        Columns.text("Address", "Where its load balancer is reached.", (i, now) -> addresses(i)),
        Columns.text(
            "Ports",
            "The ports it opens.",
            (i, now) -> i.at("/spec/tls").isEmpty() ? "80" : "80, 443"),
        Column.AGE);
  }

  /** The first hosts; rules without one match any and are not counted. */
  private static String hosts(JsonNode ingress) {
    var hosts =
        Tree.objects(ingress.path("spec"), "rules").stream()
            .map(rule -> Tree.text(rule, "/host"))
            .filter(host -> !host.isEmpty())
            .toList();
    return Columns.shortList(hosts, "*");
  }

  private static String addresses(JsonNode ingress) {
    var addresses = new TreeSet<String>();
    for (var point : ingress.at("/status/loadBalancer/ingress")) {
      var ip = Tree.text(point, "/ip");
      addresses.add(ip.isEmpty() ? Tree.text(point, "/hostname") : ip);
    }
    addresses.remove("");
    return String.join(",", addresses);
  }
}
