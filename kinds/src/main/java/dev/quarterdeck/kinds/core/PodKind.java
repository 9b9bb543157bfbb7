package dev.quarterdeck.kinds.core;

import static dev.quarterdeck.kinds.Column.AGE;
import static dev.quarterdeck.kinds.Column.NAME;
import static dev.quarterdeck.kinds.Column.text;
import static dev.quarterdeck.kinds.Columns.NONE;
import static dev.quarterdeck.kinds.Subresource.ATTACH;
import static dev.quarterdeck.kinds.Subresource.BINDING;
import static dev.quarterdeck.kinds.Subresource.EPHEMERAL_CONTAINERS;
import static dev.quarterdeck.kinds.Subresource.EVICTION;
import static dev.quarterdeck.kinds.Subresource.EXEC;
import static dev.quarterdeck.kinds.Subresource.LOG;
import static dev.quarterdeck.kinds.Subresource.PORT_FORWARD;
import static dev.quarterdeck.kinds.Subresource.RESIZE;
import static dev.quarterdeck.kinds.Subresource.STATUS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Kind;
import dev.quarterdeck.kinds.SelectableFields;
import dev.quarterdeck.kinds.Subresource;
import dev.quarterdeck.kinds.pod.PodSpecRules;
import dev.quarterdeck.kinds.pod.PodWarnings;
import dev.quarterdeck.machinery.Tree;
import java.util.List;
import java.util.OptionalLong;

/** Pod (v1). */
final class PodKind {

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
          .readBy(PodKind::field);

  private PodKind() {}

  static Kind declare() {
    return Kind.namespaced("v1", "pods", "Pod")
        .shortNames("po")
        .categories("all")
        .subresources(
            STATUS,
            BINDING,
            LOG,
            EXEC,
            ATTACH,
            PORT_FORWARD,
            EVICTION,
            EPHEMERAL_CONTAINERS,
            RESIZE,
            Subresource.proxy("PodProxyOptions"))
        .showsDeleted()
        .gracePeriod(PodKind::gracePeriod)
        .prepareCreate((pod, context) -> PodPreparation.forCreate(pod))
        .prepareUpdate(PodPreparation::forUpdate)
        .defaults(PodPreparation::applyDefaults)
        .rules(pod -> PodSpecRules.check(pod.get("spec")))
        .createRules((pod, context) -> PodEphemeral.checkNone(pod))
        .updateRules(PodChanges::check)
        .warnings((pod, old) -> old == null ? PodWarnings.ofPod(pod) : List.of())
        .statusWarnings((pod, old) -> PodWarnings.ofStatus(pod))
        .selectable(FIELDS)
        .columns(
            NAME,
            text("Ready")
                .about("The aggregate readiness state of this pod for accepting traffic.")
                .shows(pod -> PodRow.of(pod).ready()),
            text("Status")
                .about("The aggregate status of the containers in this pod.")
                .shows(pod -> PodRow.of(pod).status()),
            text("Restarts")
                .about(
                    "The number of times the containers in this pod have been restarted and when"
                        + " the last container in this pod has restarted.")
                .showsAt((pod, now) -> PodRow.of(pod).restarts(now)),
            AGE,
            text("IP", "status.podIP").shows(PodKind::firstIp).orElse(NONE).wide(),
            text("Node", "spec.nodeName").orElse(NONE).wide(),
            text("Nominated Node", "status.nominatedNodeName").orElse(NONE).wide(),
            text("Readiness Gates", "spec.readinessGates").shows(PodRow::readinessGates).wide());
  }

  private static OptionalLong gracePeriod(ObjectNode pod, OptionalLong asked) {
    var phase = Tree.text(pod, "/status/phase");
    if (Tree.text(pod, "/spec/nodeName").isEmpty()
        || phase.equals("Succeeded")
        || phase.equals("Failed")) {
      return OptionalLong.of(0);
    }
    var period = asked.orElse(pod.path("spec").path("terminationGracePeriodSeconds").asLong(0));
    return OptionalLong.of(period < 0 ? 1 : period);
  }

  private static String field(JsonNode pod, String name) {
    return switch (name) {
      case "spec.hostNetwork" -> Boolean.toString(pod.at("/spec/hostNetwork").asBoolean(false));
      case "status.podIPs" -> String.join(",", ips(pod));
      case "status.podIP" -> firstIp(pod);
      default -> Tree.at(pod, name).asText("");
    };
  }

  private static List<String> ips(JsonNode pod) {
    return Tree.objects(pod.path("status"), "podIPs").stream()
        .map(ip -> Tree.text(ip, "/ip"))
        .toList();
  }

  private static String firstIp(JsonNode pod) {
    return Tree.text(pod, "/status/podIPs/0/ip");
  }
}
