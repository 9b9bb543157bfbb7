package dev.quarterdeck.kinds.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.kinds.volume.PersistentVolumeRules;
import dev.quarterdeck.kinds.volume.VolumeSourceRules;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;

/** VolumeAttachment (storage.k8s.io/v1). */
public final class VolumeAttachmentStrategy extends KindStrategy {

  private static final int MAX_MESSAGE = 1024;
  private static final String ONE =
      "must specify exactly one of inlineVolumeSpec and persistentVolumeName";

  public VolumeAttachmentStrategy() {
    super(Shape.CLUSTER_WITH_STATUS, Names::dns1123Subdomain);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    Tree.fill(Tree.child(object, "status"), "attached", false);
  }

  @Override
  public boolean updatesUnconditionally() {
    return false;
  }

  @Override
  protected void rules(Field object) {
    var spec = object.get("spec");
    VolumeSourceRules.csiDriver(spec.get("attacher"));
    source(spec.get("source"));
    spec.get("nodeName").invalidFor(Names.dns1123Subdomain(spec.get("nodeName").text()));
    var status = object.get("status");
    ParameterRules.size(status.get("attachmentMetadata"));
    for (var name : List.of("attachError", "detachError")) {
      error(status.get(name));
    }
  }

  private static void source(Field source) {
    var named = source.get("persistentVolumeName");
    var inline = source.get("inlineVolumeSpec");
    var isNamed = !named.node().isMissingNode() && !named.node().isNull();
    if (isNamed && inline.present()) {
      source.forbidden(ONE);
    } else if (inline.present()) {
      PersistentVolumeRules.inline(inline);
    } else if (!isNamed) {
      source.required(ONE);
    } else if (named.absent()) {
      named.required("must specify non empty persistentVolumeName");
    } else {
      named.invalidFor(Names.dns1123Subdomain(named.text()));
    }
  }

  private static void error(Field error) {
    if (error.get("message").text().length() > MAX_MESSAGE) {
      error.get("message").tooLong(MAX_MESSAGE);
    }
    if (error.get("errorCode").number() < 0) {
      error.get("errorCode").invalid("must be between 0 and 2147483647, inclusive");
    }
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    object.get("spec").unchanged(old.path("spec"));
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        new Column(
            "Attacher",
            "string",
            "name",
            "Who attaches it.",
            0,
            Columns.textAt("/spec/attacher", "")),
        Columns.text(
            "PV", "What is attached.", Columns.textAt("/spec/source/persistentVolumeName", "")),
        Columns.text("Node", "Where to.", Columns.textAt("/spec/nodeName", "")),
        new Column("Attached", "boolean", "", "Whether it is there.", 0, (a, now) -> attached(a)),
        Column.AGE);
  }

  private static boolean attached(JsonNode attachment) {
    return attachment.at("/status/attached").asBoolean(false);
  }
}
