package dev.quarterdeck.kinds.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** StorageClass (storage.k8s.io/v1). */
public final class StorageClassStrategy extends KindStrategy {

  private static final List<String> RECLAIM = List.of("Delete", "Retain");
  private static final List<String> BINDING = List.of("Immediate", "WaitForFirstConsumer");
  private static final List<String> DEFAULT_MARKS =
      List.of(
          "storageclass.kubernetes.io/is-default-class",
          "storageclass.beta.kubernetes.io/is-default-class");

  public StorageClassStrategy() {
    super(Shape.CLUSTER, Names::dns1123Subdomain);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    Tree.fill(object, "reclaimPolicy", "Delete");
    Tree.fill(object, "volumeBindingMode", "Immediate");
  }

  @Override
  protected void rules(Field object) {
    ParameterRules.provisioner(object.get("provisioner"));
    ParameterRules.parameters(object.get("parameters"));
    object.get("reclaimPolicy").oneOf(RECLAIM);
    object.get("volumeBindingMode").oneOf(BINDING);
    topologies(object.get("allowedTopologies"));
  }

  private static void topologies(Field topologies) {
    var seen = new HashSet<Map<String, Set<String>>>();
    for (var term : topologies.items()) {
      var expressions = term.get("matchLabelExpressions");
      if (!seen.add(term(expressions))) {
        expressions.duplicate("");
      }
    }
  }

  private static Map<String, Set<String>> term(Field expressions) {
    var term = new TreeMap<String, Set<String>>();
    for (var expression : expressions.items()) {
      var key = expression.get("key");
      key.invalidFor(Names.qualified(key.text()));
      var values = new HashSet<String>();
      for (var value : expression.get("values").items()) {
        if (!values.add(value.text())) {
          value.duplicate();
        }
      }
      if (values.isEmpty()) {
        expression.get("values").required("");
      }
      if (term.put(key.text(), values) != null) {
        key.duplicate();
      }
    }
    return term;
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    for (var name : List.of("parameters", "provisioner", "reclaimPolicy")) {
      ParameterRules.fixed(object, old, name);
    }
    object.get("volumeBindingMode").unchanged(old.path("volumeBindingMode"));
  }

  @Override
  public List<Column> columns() {
    return List.of(
        new Column(
            "Name",
            "string",
            "name",
            "Its name, and whether it is the default.",
            0,
            (c, now) -> name(c)),
        Columns.text("Provisioner", "Who makes its volumes.", Columns.textAt("/provisioner", "")),
        Columns.text(
            "ReclaimPolicy",
            "What becomes of a released volume.",
            Columns.textAt("/reclaimPolicy", "Delete")),
        Columns.text(
            "VolumeBindingMode",
            "When claims get their volume.",
            Columns.textAt("/volumeBindingMode", "Immediate")),
        Columns.text(
            "AllowVolumeExpansion",
            "Whether its volumes can grow.",
            (c, now) -> c.path("allowVolumeExpansion").asBoolean(false)),
        Column.AGE);
  }

  private static String name(JsonNode storageClass) {
    var annotations = storageClass.path("metadata").path("annotations");
    var isDefault =
        DEFAULT_MARKS.stream().anyMatch(mark -> annotations.path(mark).asText("").equals("true"));
    return Tree.text(storageClass, "/metadata/name") + (isDefault ? " (default)" : "");
  }
}
