package dev.quarterdeck.kinds.networking;

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

/** IngressClass (networking.k8s.io/v1). */
public final class IngressClassStrategy extends KindStrategy {

  private static final int MAX_CONTROLLER = 250;
  private static final List<String> SCOPES = List.of("Cluster", "Namespace");

  public IngressClassStrategy() {
    super(Shape.CLUSTER, Names::dns1123Subdomain);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    if (Tree.child(object, "spec").get("parameters") instanceof ObjectNode parameters) {
      Tree.fill(parameters, "scope", "Cluster");
    }
  }

  @Override
  protected void rules(Field object) {
    var controller = object.get("spec", "controller");
    if (controller.absent()) {
      controller.required("");
    } else {
      if (controller.text().length() > MAX_CONTROLLER) {
        controller.tooLong(MAX_CONTROLLER);
      }
      Names.domainPrefixedPath(controller);
    }
    if (object.get("spec", "parameters").present()) {
      parameters(object.get("spec", "parameters"));
    }
  }

  private static void parameters(Field parameters) {
    References.typed(parameters);
    var scope = parameters.get("scope");
    var namespace = parameters.get("namespace");
    if (!SCOPES.contains(scope.text())) {
      scope.notSupported(SCOPES);
    } else if (scope.text().equals("Cluster")) {
      if (!namespace.node().isMissingNode() && !namespace.node().isNull()) {
        namespace.forbidden("`parameters.scope` is set to 'Cluster'");
      }
    } else if (namespace.absent()) {
      namespace.required("`parameters.scope` is set to 'Namespace'");
    } else {
      namespace.invalidFor(Names.dns1123Label(namespace.text()));
    }
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    object.get("spec", "controller").unchanged(old.at("/spec/controller"));
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text(
            "Controller",
            "What acts on Ingresses of the class.",
            Columns.textAt("/spec/controller", "")),
        Columns.text(
            "Parameters", "The object that configures it.", (c, now) -> shown(c.at("/spec"))),
        Column.AGE);
  }

  private static String shown(JsonNode spec) {
    if (!spec.path("parameters").isObject()) {
      return Columns.NONE;
    }
    var parameters = spec.path("parameters");
    var group = parameters.has("apiGroup") ? "." + Tree.text(parameters, "/apiGroup") : "";
    return Tree.text(parameters, "/kind") + group + "/" + Tree.text(parameters, "/name");
  }
}
