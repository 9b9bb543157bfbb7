package dev.quarterdeck.apiserver.node;

import dev.quarterdeck.apiserver.access.Attributes;
import dev.quarterdeck.apiserver.access.Rule;
import dev.quarterdeck.apiserver.node.NodeGraph.Vertex;
import dev.quarterdeck.model.ObjectKey;
import java.util.List;
import java.util.Set;

/** What of a node's requests can be judged without knowing any object. Pure. */
final class NodePermissions {

  private static final Set<String> READ = Set.of("get", "list", "watch");
  private static final Set<String> CREATE = Set.of("create");
  private static final Set<String> CHANGE = Set.of("update", "patch");
  private static final Set<String> OWN = Set.of("get", "create", "update", "patch", "delete");
  private static final String LEASES = "kube-node-lease";

  /** Kubernetes' role system:node, where it does not depend on the node that asks. */
  private static final List<Rule> ANY_NODE =
      List.of(
          Rule.of("authentication.k8s.io", Set.of("tokenreviews"), CREATE),
          Rule.of(
              "authorization.k8s.io",
              Set.of("subjectaccessreviews", "localsubjectaccessreviews"),
              CREATE),
          Rule.of("", Set.of("services"), READ),
          Rule.of("", Set.of("endpoints"), Set.of("get")),
          new Rule(
              Set.of("", "events.k8s.io"), Set.of("events"), Set.of("create", "update", "patch")),
          Rule.of(
              "certificates.k8s.io",
              Set.of("certificatesigningrequests"),
              Set.of("create", "get", "list", "watch")),
          Rule.of("storage.k8s.io", Set.of("csidrivers"), READ),
          Rule.of("node.k8s.io", Set.of("runtimeclasses"), READ));

  private NodePermissions() {}

  /** What is to be answered. */
  sealed interface Verdict {

    record Allowed() implements Verdict {}

    /** Allowed if the object is related to the node. */
    record IfRelated(Vertex kind, ObjectKey object) implements Verdict {}

    /**
     * @param why in Kubernetes' words; may be empty
     */
    record Refused(String why) implements Verdict {}
  }

  private static final Verdict ALLOWED = new Verdict.Allowed();

  static Verdict judge(String node, Attributes asked) {
    var group = asked.group();
    return switch (group.isEmpty() ? asked.resource() : asked.resource() + "." + group) {
      case "secrets" -> read(Vertex.SECRET, asked);
      case "configmaps" -> read(Vertex.CONFIG_MAP, asked);
      case "persistentvolumeclaims" ->
          asked.subresource().equals("status")
              ? status(Vertex.CLAIM, asked)
              : get(Vertex.CLAIM, asked);
      case "persistentvolumes" -> get(Vertex.VOLUME, asked);
      case "resourceclaims.resource.k8s.io" -> get(Vertex.RESOURCE_CLAIM, asked);
      case "volumeattachments.storage.k8s.io" -> get(Vertex.ATTACHMENT, asked);
      case "serviceaccounts" -> account(asked);
      case "leases.coordination.k8s.io" -> lease(node, asked);
      case "csinodes.storage.k8s.io" -> csiNode(node, asked);
      case "resourceslices.resource.k8s.io" -> slice(node, asked);
      case "nodes" -> node(node, asked);
      case "pods" -> pod(node, asked);
      default -> ANY_NODE.stream().anyMatch(rule -> rule.covers(asked)) ? ALLOWED : refused("");
    };
  }

  private static Verdict refused(String why) {
    return new Verdict.Refused(why);
  }

  private static Verdict related(Vertex kind, Attributes asked) {
    var name = asked.objectName();
    return name.isEmpty()
        ? refused("No Object name found")
        : new Verdict.IfRelated(kind, new ObjectKey(asked.namespace(), name));
  }

  private static Verdict read(Vertex kind, Attributes asked) {
    if (!READ.contains(asked.verb())) {
      return refused("can only read resources of this type");
    }
    if (!asked.subresource().isEmpty()) {
      return refused("cannot read subresource");
    }
    if (asked.namespace().isEmpty()) {
      return refused("can only read namespaced object of this type");
    }
    return related(kind, asked);
  }

  private static Verdict get(Vertex kind, Attributes asked) {
    if (!asked.verb().equals("get")) {
      return refused("can only get individual resources of this type");
    }
    return asked.subresource().isEmpty() ? related(kind, asked) : refused("cannot get subresource");
  }

  private static Verdict status(Vertex kind, Attributes asked) {
    return CHANGE.contains(asked.verb())
        ? related(kind, asked)
        : refused("can only get/update/patch this type");
  }

  private static Verdict account(Attributes asked) {
    if (asked.verb().equals("get") && asked.subresource().isEmpty()) {
      return read(Vertex.SERVICE_ACCOUNT, asked);
    }
    if (!asked.verb().equals("create") || asked.name().isEmpty()) {
      return refused("can only create tokens for individual service accounts");
    }
    return asked.subresource().equals("token")
        ? related(Vertex.SERVICE_ACCOUNT, asked)
        : refused("can only create token subresource of serviceaccount");
  }

  private static Verdict lease(String node, Attributes asked) {
    if (!OWN.contains(asked.verb())) {
      return refused("can only get, create, update, patch, or delete a node lease");
    }
    if (!asked.namespace().equals(LEASES)) {
      return refused("can only access leases in the \"%s\" system namespace".formatted(LEASES));
    }
    return ownName(node, asked, "node lease");
  }

  private static Verdict csiNode(String node, Attributes asked) {
    if (!OWN.contains(asked.verb())) {
      return refused("can only get, create, update, patch, or delete a CSINode");
    }
    return asked.subresource().isEmpty()
        ? ownName(node, asked, "CSINode")
        : refused("cannot authorize CSINode subresources");
  }

  /** What is created has no name yet; NodeRestriction looks at it then. */
  private static Verdict ownName(String node, Attributes asked, String kind) {
    return asked.verb().equals("create") || asked.name().equals(node)
        ? ALLOWED
        : refused("can only access %s with the same name as the requesting node".formatted(kind));
  }

  private static Verdict slice(String node, Attributes asked) {
    if (!asked.subresource().isEmpty()) {
      return refused("cannot authorize ResourceSlice subresources");
    }
    return switch (asked.verb()) {
      case "create" -> ALLOWED;
      case "get", "update", "patch", "delete" -> related(Vertex.SLICE, asked);
      case "watch", "list", "deletecollection" ->
          asked.selects("spec.nodeName", node)
              ? ALLOWED
              : refused(
                  "can only list/watch/deletecollection resourceslices with nodeName field"
                      + " selector");
      default ->
          refused(
              "only the following verbs are allowed for a ResourceSlice: get, watch, list,"
                  + " create, update, patch, delete, deletecollection");
    };
  }

  private static Verdict node(String node, Attributes asked) {
    var writes = CHANGE.contains(asked.verb());
    return switch (asked.subresource()) {
      case "" ->
          writes || asked.verb().equals("create")
              ? ALLOWED
              : READ.contains(asked.verb()) ? ownNode(node, asked.objectName()) : refused("");
      case "status" -> writes ? ALLOWED : refused("");
      default -> refused("");
    };
  }

  private static Verdict ownNode(String node, String name) {
    if (name.equals(node)) {
      return ALLOWED;
    }
    return refused(
        name.isEmpty()
            ? "node '%s' cannot read all nodes, only its own Node object".formatted(node)
            : "node '%s' cannot read '%s', only its own Node object".formatted(node, name));
  }

  private static Verdict pod(String node, Attributes asked) {
    return switch (asked.subresource()) {
      case "" -> pods(node, asked);
      case "status" -> CHANGE.contains(asked.verb()) ? ALLOWED : refused("");
      case "eviction" -> asked.verb().equals("create") ? ALLOWED : refused("");
      default -> refused("");
    };
  }

  private static Verdict pods(String node, Attributes asked) {
    return switch (asked.verb()) {
      case "get" -> get(Vertex.POD, asked);
      case "list", "watch" -> {
        if (asked.selects("spec.nodeName", node)) {
          yield ALLOWED;
        }
        yield asked.objectName().isEmpty()
            ? refused("can only list/watch pods with spec.nodeName field selector")
            : related(Vertex.POD, asked);
      }
      case "create", "delete" -> ALLOWED;
      default -> refused("");
    };
  }
}
