package dev.quarterdeck.kinds.core;

import static dev.quarterdeck.kinds.Column.AGE;
import static dev.quarterdeck.kinds.Column.NAME;
import static dev.quarterdeck.kinds.Column.text;
import static dev.quarterdeck.kinds.Subresource.FINALIZE;
import static dev.quarterdeck.kinds.Subresource.SCALE;
import static dev.quarterdeck.kinds.Subresource.STATUS;
import static dev.quarterdeck.kinds.Subresource.TOKEN;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.Kind;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.pod.PodTemplate;
import dev.quarterdeck.kinds.pod.PodWarnings;
import dev.quarterdeck.kinds.volume.VolumeKinds;
import dev.quarterdeck.kinds.workload.ReplicaCounts;
import dev.quarterdeck.kinds.workload.WorkloadWarnings;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;

/** v1, the core group. */
public final class CoreKinds {

  private static final String MOUNTABLE_SECRETS = "kubernetes.io/enforce-mountable-secrets";

  private CoreKinds() {}

  /** In the order discovery shows them. */
  public static List<ResourceType> all() {
    return List.of(
        Kind.namespaced("v1", "bindings", "Binding").notStored().type(),
        componentStatus().type(),
        configMap().type(),
        endpoints().type(),
        EventKind.core().type(),
        limitRange().type(),
        namespace().type(),
        NodeKind.declare().type(),
        VolumeKinds.claim().type(),
        VolumeKinds.volume().type(),
        PodKind.declare().type(),
        podTemplate().type(),
        replicationController().type(),
        resourceQuota().type(),
        secret().type(),
        serviceAccount().type(),
        ServiceKind.declare().type());
  }

  /** Found out when somebody asks, never written. */
  private static Kind componentStatus() {
    return Kind.cluster("v1", "componentstatuses", "ComponentStatus")
        .shortNames("cs")
        .notStored()
        .verbs("get", "list")
        .deprecated("v1 ComponentStatus is deprecated in v1.19+")
        .columns(
            NAME,
            text("Status")
                .about("Status of the component conditions")
                .shows(ComponentStatus::status),
            text("Message")
                .about("Message of the component conditions")
                .shows(c -> Tree.text(ComponentStatus.healthy(c), "/message")),
            text("Error")
                .about("Error of the component conditions")
                .shows(c -> Tree.text(ComponentStatus.healthy(c), "/error")));
  }

  private static Kind configMap() {
    return Kind.namespaced("v1", "configmaps", "ConfigMap")
        .shortNames("cm")
        .withoutGeneration()
        .rules(StoredData::checkConfigMap)
        .updateRules((map, old, context) -> StoredData.frozen(map, old, "data", "binaryData"))
        .columns(
            NAME,
            text("Data", "data").shows(map -> size(map, "data") + size(map, "binaryData")),
            AGE);
  }

  private static long size(JsonNode object, String map) {
    return object.path(map).size();
  }

  /** EndpointSlice has taken its place, but old clients still read it. */
  private static Kind endpoints() {
    return Kind.namespaced("v1", "endpoints", "Endpoints")
        .shortNames("ep")
        .storedAs("services/endpoints")
        .withoutGeneration()
        .createsOnUpdate()
        .deprecated("v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice")
        .rules(EndpointsRules::check)
        .warnings(EndpointsRules::warnings)
        .columns(
            NAME,
            text("Endpoints", "subsets")
                .shows(e -> Columns.shortList(EndpointsRules.shown(e), Columns.NONE)),
            AGE);
  }

  private static Kind limitRange() {
    return Kind.namespaced("v1", "limitranges", "LimitRange")
        .shortNames("limits")
        .withoutGeneration()
        .createsOnUpdate()
        .defaults(LimitRangeRules::applyDefaults)
        .rules(range -> LimitRangeRules.check(range.get("spec", "limits")))
        .columns(NAME, Columns.CREATED_AT);
  }

  /**
   * A deleted one stays Terminating until its controller has emptied it and takes {@code
   * kubernetes} out of spec.finalizers through {@code /finalize}. Namespaces are deleted one by
   * one, since each has its own finalization.
   */
  private static Kind namespace() {
    return Kind.cluster("v1", "namespaces", "Namespace")
        .shortNames("ns")
        .verbs("create", "delete", "get", "list", "patch", "update", "watch")
        .subresources(STATUS, FINALIZE)
        .withoutGeneration()
        .showsDeleted()
        .names(Names::dns1123Label)
        .prepareCreate((namespace, context) -> NamespaceRules.prepare(namespace))
        .prepareUpdate(NamespaceRules::keepFinalizers)
        .defaults(NamespaceRules::applyDefaults)
        .rules(namespace -> NamespaceRules.check(namespace.get("spec", "finalizers")))
        .heldBack(namespace -> !namespace.at("/spec/finalizers").isEmpty())
        .markDeleting(n -> Tree.child(n, "status").put("phase", "Terminating"))
        .selectable("status.phase")
        .columns(NAME, text("Status", "status.phase").about("The status of the namespace"), AGE);
  }

  private static Kind podTemplate() {
    return Kind.namespaced("v1", "podtemplates", "PodTemplate")
        .showsDeleted()
        .desiredState("template")
        .defaults(PodTemplate::applyDefaults)
        .rules(template -> PodTemplate.check(template.get("template")))
        .warnings(
            (template, old) ->
                WorkloadWarnings.isNews(template, old)
                    ? PodWarnings.ofTemplate(Field.root(template).get("template"))
                    : List.of())
        .columns(NAME)
        .columns(Columns.template("template.spec").stream().map(Column::always).toList())
        .columns(
            text("Pod Labels")
                .about("The labels for the pod template.")
                .shows(t -> Columns.labels(t.at("/template/metadata/labels"))));
  }

  private static Kind replicationController() {
    return Kind.namespaced("v1", "replicationcontrollers", "ReplicationController")
        .shortNames("rc")
        .categories("all")
        .subresources(STATUS, SCALE)
        .storedAs("controllers")
        .orphansDependents("")
        .defaults(ReplicationControllerRules::applyDefaults)
        .rules(controller -> ReplicationControllerRules.check(controller.get("spec")))
        .warnings(WorkloadWarnings::named)
        .selectable(ReplicaCounts.SELECTABLE)
        .columns(ReplicaCounts.COLUMNS);
  }

  private static Kind resourceQuota() {
    return Kind.namespaced("v1", "resourcequotas", "ResourceQuota")
        .shortNames("quota")
        .subresources(STATUS)
        .withoutGeneration()
        .showsDeleted()
        .rules(ResourceQuotaRules::check)
        .updateRules((quota, old, context) -> ResourceQuotaRules.checkUpdate(quota, old))
        .warnings((quota, old) -> old == null ? ResourceQuotaRules.warnings(quota) : List.of())
        .columns(
            NAME,
            text("Request")
                .about(
                    "Request represents a minimum amount of cpu/memory that a container may"
                        + " consume.")
                .shows(quota -> ResourceQuotaRules.shown(quota, false)),
            text("Limit")
                .about(
                    "Limits control the maximum amount of cpu/memory that a container may use"
                        + " independent of contention on the node.")
                .shows(quota -> ResourceQuotaRules.shown(quota, true)),
            AGE);
  }

  private static Kind secret() {
    return Kind.namespaced("v1", "secrets", "Secret")
        .withoutGeneration()
        .defaults(SecretRules::mergeText)
        .rules(SecretRules::check)
        .warnings((secret, old) -> SecretRules.warnings(secret))
        .immutable("type")
        .updateRules((secret, old, context) -> StoredData.frozen(secret, old, "data"))
        .selectable("type")
        .columns(NAME, text("Type", "type"), text("Data", "data").shows(s -> size(s, "data")), AGE);
  }

  private static Kind serviceAccount() {
    return Kind.namespaced("v1", "serviceaccounts", "ServiceAccount")
        .shortNames("sa")
        .subresources(TOKEN)
        .withoutGeneration()
        .showsDeleted()
        .warnings(CoreKinds::mountableSecrets);
  }

  private static List<String> mountableSecrets(ObjectNode account, ObjectNode old) {
    var isNews = old == null || !old.at("/metadata/annotations").has(MOUNTABLE_SECRETS);
    return isNews && account.at("/metadata/annotations").has(MOUNTABLE_SECRETS)
        ? List.of(
            "metadata.annotations[%s]: deprecated in v1.32+; prefer separate namespaces to isolate"
                    .formatted(MOUNTABLE_SECRETS)
                + " access to mounted secrets")
        : List.of();
  }
}
