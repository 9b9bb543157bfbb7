package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.SelectableFields;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.kinds.pod.PodQos;
import dev.quarterdeck.kinds.pod.PodSpecDefaults;
import dev.quarterdeck.kinds.pod.PodSpecRules;
import dev.quarterdeck.kinds.pod.PodWarnings;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Pod (core/v1). */
public final class PodStrategy extends KindStrategy {

  private static final SelectableFields FIELDS =
      new SelectableFields(
              "spec.nodeName",
              "spec.restartPolicy",
              "spec.schedulerName",
              "spec.serviceAccountName",
              "spec.hostNetwork",
              "status.phase",
              "status.podIP",
              "status.podIPs",
              "status.nominatedNodeName")
          .readBy(PodStrategy::field);

  public PodStrategy() {
    super(Shape.NAMESPACED_WITH_STATUS, Names::dns1123Subdomain);
  }

  @Override
  public void prepareForCreate(ObjectNode object, WriteContext context) {
    applyDefaults(object);
    var status = object.putObject("status").put("phase", "Pending");
    if (!object.path("spec").path("schedulingGates").isEmpty()) {
      status
          .putArray("conditions")
          .addObject()
          .put("type", "PodScheduled")
          .put("status", "False")
          .put("reason", "SchedulingGated")
          .put("message", "Scheduling is blocked due to non-empty scheduling gates");
    }
    status.put("qosClass", PodQos.of(object.path("spec")));
  }

  @Override
  public void prepareForUpdate(ObjectNode object, ObjectNode old, WriteContext context) {
    switch (context.subresource()) {
      case "ephemeralcontainers" -> {
        keepMetadata(object, old);
        PodEphemeral.restore(object, old);
      }
      case "resize" -> {
        keepMetadata(object, old);
        PodResize.restore(object, old);
      }
      default -> {
        super.prepareForUpdate(object, old, context);
        if (context.isStatus()) {
          keepIdentity(object, old);
        }
      }
    }
  }

  private static void keepIdentity(ObjectNode object, ObjectNode old) {
    var metadata = Tree.child(object, "metadata");
    Tree.restore(metadata, Tree.child(old, "metadata"), "ownerReferences");
    Tree.restore(metadata, Tree.child(old, "metadata"), "deletionTimestamp");
    Tree.restore(Tree.child(object, "status"), Tree.child(old, "status"), "qosClass");
  }

  private static void keepMetadata(ObjectNode object, ObjectNode old) {
    var metadata = Tree.child(object, "metadata");
    for (var field : List.of("labels", "annotations", "finalizers", "ownerReferences")) {
      Tree.restore(metadata, Tree.child(old, "metadata"), field);
    }
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    PodSpecDefaults.applyToPod(Tree.child(object, "spec"));
    if (object.get("status") instanceof ObjectNode status) {
      alignAddresses(status, "podIP", "podIPs");
      alignAddresses(status, "hostIP", "hostIPs");
    }
  }

  /** The single address is the first of the list; whoever sets one means both. */
  private static void alignAddresses(ObjectNode status, String single, String list) {
    var address = Tree.text(status, "/" + single);
    var first = Tree.text(status, "/" + list + "/0/ip");
    if (address.isEmpty() && !first.isEmpty()) {
      status.put(single, first);
    } else if (!address.isEmpty() && first.isEmpty()) {
      status.putArray(list).addObject().put("ip", address);
    } else if (!address.equals(first)) {
      ((ObjectNode) status.at("/" + list + "/0")).put("ip", address);
    }
  }

  @Override
  protected void rules(Field object) {
    PodSpecRules.check(object.get("spec"));
  }

  @Override
  protected void createRules(Field object, WriteContext context) {
    var ephemeral = object.get("spec", "ephemeralContainers");
    if (!ephemeral.node().isEmpty()) {
      ephemeral.forbidden("cannot be set on create");
    }
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    PodChanges.check(object, old, context);
  }

  @Override
  public List<String> warnings(ObjectNode object) {
    var warnings = new ArrayList<>(PodWarnings.name(object));
    warnings.addAll(PodWarnings.of(object.path("spec"), "spec"));
    return warnings;
  }

  @Override
  public OptionalLong gracePeriodSeconds(ObjectNode object, OptionalLong asked) {
    var phase = Tree.text(object, "/status/phase");
    if (Tree.text(object, "/spec/nodeName").isEmpty()
        || phase.equals("Succeeded")
        || phase.equals("Failed")) {
      return OptionalLong.of(0);
    }
    var period = asked.orElse(object.path("spec").path("terminationGracePeriodSeconds").asLong(0));
    return OptionalLong.of(period < 0 ? 1 : period);
  }

  @Override
  public SelectableFields selectableFields() {
    return FIELDS;
  }

  private static String field(JsonNode pod, String name) {
    return switch (name) {
      case "spec.hostNetwork" -> Boolean.toString(pod.at("/spec/hostNetwork").asBoolean(false));
      case "status.podIPs" -> String.join(",", ips(pod));
      case "status.podIP" -> ips(pod).stream().findFirst().orElse("");
      default -> SelectableFields.textOf(pod, name);
    };
  }

  private static List<String> ips(JsonNode pod) {
    return Tree.objects(pod.path("status"), "podIPs").stream()
        .map(ip -> Tree.text(ip, "/ip"))
        .toList();
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text(
            "Ready",
            "The aggregate readiness state of this pod for accepting traffic.",
            (pod, now) -> PodRow.of(pod).ready()),
        Columns.text(
            "Status",
            "The aggregate status of the containers in this pod.",
            (pod, now) -> PodRow.of(pod).status()),
        Columns.text(
            "Restarts",
            "The number of times the containers in this pod have been restarted and when the last"
                + " container in this pod has restarted.",
            (pod, now) -> PodRow.of(pod).restarts(now)),
        Column.AGE,
        Columns.wide("IP", "The pod's address.", (pod, now) -> firstIp(pod)),
        Columns.wide(
            "Node", "The node it is bound to.", Columns.textAt("/spec/nodeName", Columns.NONE)),
        Columns.wide(
            "Nominated Node",
            "The node where room is being made for it.",
            Columns.textAt("/status/nominatedNodeName", Columns.NONE)),
        Columns.wide(
            "Readiness Gates",
            "Further conditions it must meet to be ready.",
            (pod, now) -> PodRow.readinessGates(pod)));
  }

  private static String firstIp(JsonNode pod) {
    return ips(pod).stream().findFirst().orElse(Columns.NONE);
  }
}
