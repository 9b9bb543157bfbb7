package dev.quarterdeck.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.apiserver.verb.PatchType;
import dev.quarterdeck.apiserver.verb.Payload;
import dev.quarterdeck.apiserver.verb.Verbs;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.model.net.Cidr;
import dev.quarterdeck.model.net.KubernetesService;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the objects every cluster begins with, through the same verbs as everybody. */
final class Bootstrap {

  private static final Logger LOG = LoggerFactory.getLogger(Bootstrap.class);

  private static final List<String> NAMESPACES =
      List.of("default", "kube-system", "kube-public", "kube-node-lease");
  private static final int SERVICE_PORT = 443;
  private static final String KUBERNETES = "kubernetes";
  private static final GroupVersionResource SERVICE_CIDRS =
      new GroupVersionResource("networking.k8s.io", "v1", "servicecidrs");
  private static final GroupVersionResource PRIORITIES =
      new GroupVersionResource("scheduling.k8s.io", "v1", "priorityclasses");
  private static final Map<String, Integer> PRIORITY_CLASSES =
      Map.of("system-cluster-critical", 2_000_000_000, "system-node-critical", 2_000_001_000);

  private final ApiServerConfig config;
  private final OwnRequests requests;
  private final Verbs verbs;
  private final InstantSource clock;

  Bootstrap(ApiServerConfig config, OwnRequests requests, Verbs verbs, InstantSource clock) {
    this.config = config;
    this.requests = requests;
    this.verbs = verbs;
    this.clock = clock;
  }

  void run() {
    for (var namespace : NAMESPACES) {
      ensure(GroupVersionResource.core("namespaces"), "", namespace, Json.object());
    }
    PRIORITY_CLASSES.forEach(
        (name, value) -> ensure(PRIORITIES, "", name, Json.object().put("value", value)));
    serviceCidr();
    ensure(GroupVersionResource.core("services"), "default", KUBERNETES, service());
  }

  /** The server's own block of addresses, and that it is in use. */
  private void serviceCidr() {
    var object = Json.object();
    object.putObject("spec").putArray("cidrs").add(config.serviceCidr());
    ensure(SERVICE_CIDRS, "", KUBERNETES, object);
    var request = requests.about(SERVICE_CIDRS, "", KUBERNETES);
    var found = verbs.get().get(request);
    var stored = StoredJson.decode(found.stored(), found.revision());
    var cidrs = Tree.texts(stored.at("/spec/cidrs"));
    if (!cidrs.contains(config.serviceCidr())) {
      LOG.warn(
          "the ServiceCIDR object differs from the server's own block object={} cidrs={} own={}",
          KUBERNETES,
          cidrs,
          config.serviceCidr());
    } else if (stored.at("/status/conditions").isEmpty()) {
      verbs
          .patch()
          .patch(
              requests.on("status", SERVICE_CIDRS, "", KUBERNETES),
              PatchType.MERGE,
              new Payload(ready(), null));
    }
  }

  private ObjectNode ready() {
    var patch = Json.object();
    patch
        .putObject("status")
        .putArray("conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", "True")
        .put("reason", "")
        .put("message", "the API server's own block of Service addresses")
        .put("lastTransitionTime", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    return patch;
  }

  private ObjectNode service() {
    var service = Json.object();
    var labels = service.putObject("metadata").putObject("labels");
    labels.put("component", "apiserver").put("provider", "kubernetes");
    var address = KubernetesService.address(Cidr.parse(config.serviceCidr()));
    var spec = service.putObject("spec").put("clusterIP", address.toString());
    spec.put("type", "ClusterIP").put("sessionAffinity", "None");
    spec.putArray("ports")
        .addObject()
        .put("name", "https")
        .put("protocol", "TCP")
        .put("port", SERVICE_PORT)
        .put("targetPort", config.securePort());
    return service;
  }

  private void ensure(
      GroupVersionResource resource, String namespace, String name, ObjectNode object) {
    var metadata = object.withObjectProperty("metadata");
    metadata.put("name", name);
    if (!namespace.isEmpty()) {
      metadata.put("namespace", namespace);
    }
    try {
      verbs.create().create(requests.about(resource, namespace, ""), new Payload(object, null));
      LOG.info("created resource={} object={}", resource.groupResource(), name);
    } catch (ApiFault fault) {
      if (fault.reason() != Reason.ALREADY_EXISTS) {
        throw fault;
      }
    }
  }
}
