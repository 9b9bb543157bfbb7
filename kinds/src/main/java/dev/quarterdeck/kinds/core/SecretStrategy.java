package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.SelectableFields;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Secret (core/v1). */
public final class SecretStrategy extends KindStrategy {

  private static final SelectableFields FIELDS = new SelectableFields("type");

  public SecretStrategy() {
    super(Shape.NAMESPACED, Names::dns1123Subdomain);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    Tree.fill(object, "type", "Opaque");
    if (object.remove("stringData") instanceof ObjectNode plain && !plain.isEmpty()) {
      var data = Tree.child(object, "data");
      for (var entry : plain.properties()) {
        var bytes = entry.getValue().asText("").getBytes(StandardCharsets.UTF_8);
        data.put(entry.getKey(), Base64.getEncoder().encodeToString(bytes));
      }
    }
  }

  @Override
  protected void rules(Field object) {
    var data = object.get("data");
    StoredData.keys(data);
    if (StoredData.binarySize(data) > StoredData.MAX_BYTES) {
      data.tooLong(StoredData.MAX_BYTES);
    }
    switch (object.get("type").text()) {
      case "kubernetes.io/service-account-token" -> {
        var account =
            object.get("metadata", "annotations").key("kubernetes.io/service-account.name");
        if (account.absent()) {
          account.required("");
        }
      }
      case "kubernetes.io/dockercfg" -> needs(data, ".dockercfg");
      case "kubernetes.io/dockerconfigjson" -> needs(data, ".dockerconfigjson");
      case "kubernetes.io/ssh-auth" -> needs(data, "ssh-privatekey");
      case "kubernetes.io/tls" -> needs(data, "tls.crt", "tls.key");
      case "kubernetes.io/basic-auth" -> {
        if (!data.node().has("username") && !data.node().has("password")) {
          needs(data, "username", "password");
        }
      }
      default -> {} // a type of the user's own
    }
  }

  private static void needs(Field data, String... keys) {
    for (var key : keys) {
      if (!data.node().has(key)) {
        data.key(key).required("");
      }
    }
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    object.get("type").unchanged(old.path("type"));
    StoredData.frozen(object, old, List.of("data"));
  }

  @Override
  public SelectableFields selectableFields() {
    return FIELDS;
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text("Type", "What its data is for.", Columns.textAt("/type", "")),
        Columns.text(
            "Data",
            "How many entries it has.",
            (secret, now) -> Integer.toString(secret.path("data").size())),
        Column.AGE);
  }
}
