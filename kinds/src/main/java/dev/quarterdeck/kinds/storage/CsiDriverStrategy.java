package dev.quarterdeck.kinds.storage;

import static dev.quarterdeck.machinery.Tree.fill;

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
import java.util.stream.Collectors;

/** CSIDriver (storage.k8s.io/v1). */
public final class CsiDriverStrategy extends KindStrategy {

  private static final int MIN_UPDATE_PERIOD = 10;
  private static final int MIN_TOKEN_SECONDS = 600;
  private static final long MAX_TOKEN_SECONDS = 1L << 32;
  private static final List<String> GROUP_POLICIES =
      List.of("File", "None", "ReadWriteOnceWithFSType");
  private static final List<String> MODES = List.of("Persistent", "Ephemeral");

  public CsiDriverStrategy() {
    super(Shape.CLUSTER, Names::dns1123Subdomain);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    var spec = Tree.child(object, "spec");
    fill(spec, "attachRequired", true);
    for (var name :
        List.of("podInfoOnMount", "storageCapacity", "requiresRepublish", "seLinuxMount")) {
      fill(spec, name, false);
    }
    fill(spec, "fsGroupPolicy", "ReadWriteOnceWithFSType");
    if (spec.path("volumeLifecycleModes").isEmpty()) {
      spec.putArray("volumeLifecycleModes").add("Persistent");
    }
  }

  @Override
  public boolean updatesUnconditionally() {
    return false;
  }

  @Override
  protected void rules(Field object) {
    var spec = object.get("spec");
    spec.get("fsGroupPolicy").oneOf(GROUP_POLICIES);
    tokens(spec.get("tokenRequests"));
    var modes = spec.get("volumeLifecycleModes");
    for (var mode : modes.items()) {
      if (!MODES.contains(mode.text())) {
        new Field(mode.node(), modes.path(), modes.errors()).notSupported(MODES);
      }
    }
    var period = spec.get("nodeAllocatableUpdatePeriodSeconds");
    if (period.present() && period.number() < MIN_UPDATE_PERIOD) {
      period.invalid("must be greater than or equal to 10 seconds");
    }
  }

  private static void tokens(Field requests) {
    var audiences = new HashSet<String>();
    for (var request : requests.items()) {
      if (!audiences.add(request.get("audience").text())) {
        request.get("audience").duplicate();
        continue;
      }
      var seconds = request.get("expirationSeconds");
      if (seconds.present() && seconds.number() < MIN_TOKEN_SECONDS) {
        seconds.invalid("may not specify a duration less than 10 minutes");
      } else if (seconds.number() > MAX_TOKEN_SECONDS) {
        seconds.invalid("may not specify a duration larger than 2^32 seconds");
      }
    }
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    fixed(object, old, "attachRequired", "spec.attachedRequired"); // as Kubernetes spells it
    fixed(object, old, "volumeLifecycleModes", "spec.volumeLifecycleModes");
  }

  private static void fixed(Field object, ObjectNode old, String name, String path) {
    var now = object.get("spec", name);
    new Field(now.node(), path, now.errors()).unchanged(old.path("spec").path(name));
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        flag("AttachRequired", "Whether its volumes are attached to nodes.", "attachRequired"),
        flag("PodInfoOnMount", "Whether it is told about the pod.", "podInfoOnMount"),
        flag("StorageCapacity", "Whether it says how much is left.", "storageCapacity"),
        Columns.text(
            "TokenRequests", "The audiences it gets tokens for.", (d, now) -> audiences(d)),
        flag("RequiresRepublish", "Whether it is asked again and again.", "requiresRepublish"),
        Columns.text(
            "Modes",
            "The ways of life its volumes have.",
            (d, now) ->
                Columns.orElse(
                    String.join(",", Tree.texts(d.at("/spec/volumeLifecycleModes"))),
                    Columns.NONE)),
        Column.AGE);
  }

  private static Column flag(String name, String description, String field) {
    return new Column(
        name,
        "boolean",
        "",
        description,
        0,
        (driver, now) -> driver.path("spec").path(field).asBoolean(false));
  }

  private static String audiences(JsonNode driver) {
    if (Tree.absent(driver.at("/spec/tokenRequests"))) {
      return Columns.UNSET;
    }
    return Tree.objects(driver.path("spec"), "tokenRequests").stream()
        .map(request -> Tree.text(request, "/audience"))
        .collect(Collectors.joining(","));
  }
}
