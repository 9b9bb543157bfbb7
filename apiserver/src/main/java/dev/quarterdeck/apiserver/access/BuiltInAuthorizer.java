package dev.quarterdeck.apiserver.access;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the cluster's own identities may do, as tables: administrators everything, the scheduler,
 * the controllers and the node agents what their work needs (after the default roles of <a
 * href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings">Kubernetes'
 * RBAC</a>). Which objects of a kind a node may touch is NodeRestriction's matter.
 */
public final class BuiltInAuthorizer implements Authorizer {

  private static final Set<String> READ = Set.of("get", "list", "watch");
  private static final Set<String> CREATE = Set.of("create");
  private static final Set<String> WRITE = Set.of("create", "update", "patch");
  private static final Set<String> CHANGE = Set.of("update", "patch");
  private static final Set<String> ALL =
      Set.of("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection");

  private static final List<Rule> EVENTS =
      List.of(
          Rule.of("", Set.of("events"), WRITE), Rule.of("events.k8s.io", Set.of("events"), WRITE));
  private static final Rule LEASES = Rule.of("coordination.k8s.io", Set.of("leases"), ALL);

  private static final List<Rule> SCHEDULER =
      List.of(
          new Rule(Set.of("*"), Set.of("*"), READ),
          Rule.of("", Set.of("pods/binding", "bindings"), CREATE),
          Rule.of("", Set.of("pods/status"), CHANGE),
          Rule.of("", Set.of("pods"), Set.of("delete")),
          LEASES);

  /** The garbage collector and the namespace controller work on every kind there is. */
  private static final List<Rule> CONTROLLER_MANAGER =
      List.of(
          new Rule(
              Set.of("*"),
              Set.of("*"),
              Set.of("get", "list", "watch", "update", "patch", "delete", "deletecollection")),
          Rule.of(
              "",
              Set.of(
                  "pods",
                  "pods/eviction",
                  "serviceaccounts",
                  "serviceaccounts/token",
                  "secrets",
                  "configmaps",
                  "endpoints",
                  "namespaces",
                  "persistentvolumes"),
              CREATE),
          new Rule(Set.of("apps", "batch"), Set.of("*"), CREATE),
          Rule.of("discovery.k8s.io", Set.of("endpointslices"), CREATE),
          LEASES);

  private static final List<Rule> NODE =
      List.of(
          Rule.of("", Set.of("nodes"), WRITE),
          Rule.of("", Set.of("nodes/status"), CHANGE),
          Rule.of(
              "",
              Set.of(
                  "nodes",
                  "pods",
                  "services",
                  "configmaps",
                  "secrets",
                  "serviceaccounts",
                  "endpoints",
                  "namespaces",
                  "persistentvolumes",
                  "persistentvolumeclaims"),
              READ),
          Rule.of("", Set.of("pods"), Set.of("create", "delete")),
          Rule.of("", Set.of("pods/status"), CHANGE),
          Rule.of("", Set.of("pods/eviction", "serviceaccounts/token"), CREATE),
          Rule.of("discovery.k8s.io", Set.of("endpointslices"), READ),
          new Rule(Set.of("node.k8s.io", "storage.k8s.io"), Set.of("*"), READ),
          Rule.of("certificates.k8s.io", Set.of("certificatesigningrequests"), CREATE),
          LEASES);

  private static final Map<String, List<Rule>> BY_USER =
      Map.of(
          "system:kube-scheduler", SCHEDULER, "system:kube-controller-manager", CONTROLLER_MANAGER);

  private static final Set<String> PUBLIC_PATHS =
      Set.of("/healthz", "/livez", "/readyz", "/version");
  private static final Set<String> OPEN_PATHS = Set.of("/api", "/apis", "/openapi");

  @Override
  public Decision authorize(Attributes attributes) {
    var user = attributes.user();
    if (user.in(User.MASTERS)) {
      return new Decision.Allow("group " + User.MASTERS);
    }
    return attributes.isResource() ? resource(attributes) : path(attributes);
  }

  private static Decision path(Attributes attributes) {
    var path = attributes.path();
    var reads = attributes.verb().equals("get") || attributes.verb().equals("head");
    if (reads && under(PUBLIC_PATHS, path)) {
      return new Decision.Allow("public path");
    }
    if (reads && attributes.user().in(User.AUTHENTICATED) && under(OPEN_PATHS, path)) {
      return new Decision.Allow("discovery");
    }
    return new Decision.NoOpinion("");
  }

  private static boolean under(Set<String> roots, String path) {
    var end = path.indexOf('/', 1);
    return roots.contains(end < 0 ? path : path.substring(0, end));
  }

  private static Decision resource(Attributes attributes) {
    var user = attributes.user();
    if (covered(BY_USER.getOrDefault(user.name(), List.of()), attributes)) {
      return new Decision.Allow("identity " + user.name());
    }
    if (!user.nodeName().isEmpty() && covered(NODE, attributes)) {
      return new Decision.Allow("group " + User.NODES);
    }
    if ((user.in(User.NODES) || BY_USER.containsKey(user.name())) && covered(EVENTS, attributes)) {
      return new Decision.Allow("events");
    }
    if (user.in(User.AUTHENTICATED) && isReview(attributes)) {
      return new Decision.Allow("self review");
    }
    return new Decision.NoOpinion("");
  }

  private static boolean isReview(Attributes attributes) {
    return attributes.verb().equals("create") && attributes.resource().startsWith("selfsubject");
  }

  private static boolean covered(List<Rule> rules, Attributes attributes) {
    for (var rule : rules) {
      if (rule.covers(attributes)) {
        return true;
      }
    }
    return false;
  }
}
