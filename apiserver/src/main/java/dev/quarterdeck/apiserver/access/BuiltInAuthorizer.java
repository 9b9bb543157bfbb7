package dev.quarterdeck.apiserver.access;

import dev.quarterdeck.model.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the cluster's own identities may do, as tables: administrators everything, the scheduler,
 * the controllers and the service proxy what their work needs (after the default roles of <a
 * href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings">Kubernetes'
 * RBAC</a>). What the node agents may do is the Node authorizer's matter, but for what they do
 * besides a kubelet's work.
 */
public final class BuiltInAuthorizer implements Authorizer, RuleResolver {

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
          Rule.of("", Set.of("persistentvolumes", "persistentvolumeclaims"), CHANGE),
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
                  "persistentvolumes",
                  "persistentvolumeclaims"),
              CREATE),
          Rule.of("storage.k8s.io", Set.of("volumeattachments"), CREATE),
          new Rule(Set.of("apps", "batch"), Set.of("*"), CREATE),
          Rule.of("discovery.k8s.io", Set.of("endpointslices"), CREATE),
          LEASES);

  /** Kubernetes' role system:node-proxier. */
  private static final List<Rule> PROXY =
      List.of(
          Rule.of("", Set.of("services", "endpoints", "nodes"), READ),
          Rule.of("discovery.k8s.io", Set.of("endpointslices"), READ));

  /** What the service proxy, the pod network and the DNS server need that run in node agents. */
  private static final List<Rule> NETWORK =
      List.of(
          Rule.of("", Set.of("services", "nodes", "namespaces"), READ),
          Rule.of("discovery.k8s.io", Set.of("endpointslices"), READ));

  private static final Map<String, List<Rule>> BY_USER =
      Map.of(
          "system:kube-scheduler",
          SCHEDULER,
          "system:kube-controller-manager",
          CONTROLLER_MANAGER,
          "system:kube-proxy",
          PROXY);

  /** What Kubernetes' role system:basic-user gives everybody who is known. */
  private static final List<Rule> ANYBODY =
      List.of(
          Rule.of("authentication.k8s.io", Set.of("selfsubjectreviews"), CREATE),
          Rule.of(
              "authorization.k8s.io",
              Set.of("selfsubjectaccessreviews", "selfsubjectrulesreviews"),
              CREATE));

  private static final Set<String> PUBLIC_PATHS =
      Set.of("/healthz", "/livez", "/readyz", "/version");
  private static final Set<String> OPEN_PATHS = Set.of("/api", "/apis", "/openapi");

  /** Where ServiceAccounts and whoever checks their tokens find the issuer's keys. */
  private static final Set<String> ISSUER_PATHS =
      Set.of("/.well-known/openid-configuration", "/openid/v1/jwks");

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
    if (reads && attributes.user().in(User.SERVICE_ACCOUNTS) && isIssuer(path)) {
      return new Decision.Allow("issuer discovery");
    }
    return new Decision.NoOpinion("");
  }

  private static boolean under(Set<String> roots, String path) {
    var end = path.indexOf('/', 1);
    return roots.contains(end < 0 ? path : path.substring(0, end));
  }

  private static boolean isIssuer(String path) {
    return ISSUER_PATHS.contains(path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
  }

  private static Decision resource(Attributes attributes) {
    for (var grant : grants(attributes.user())) {
      if (covered(grant.rules, attributes)) {
        return new Decision.Allow(grant.reason);
      }
    }
    return new Decision.NoOpinion("");
  }

  /** Rules and why they hold for a user. */
  private record Grant(String reason, List<Rule> rules) {}

  private static List<Grant> grants(User user) {
    var grants = new ArrayList<Grant>();
    var own = BY_USER.get(user.name());
    if (own != null) {
      grants.add(new Grant("identity " + user.name(), own));
    }
    if (!user.nodeName().isEmpty()) {
      grants.add(new Grant("group " + User.NODES, NETWORK));
    }
    if (own != null) {
      grants.add(new Grant("events", EVENTS));
    }
    if (user.in(User.AUTHENTICATED)) {
      grants.add(new Grant("self review", ANYBODY));
    }
    return grants;
  }

  @Override
  public Rules rulesFor(User user, String namespace) {
    if (user.in(User.MASTERS)) {
      var all = List.of("*");
      return new Rules(List.of(new ResourceRule(all, all, all)), List.of(new PathRule(all, all)));
    }
    var resources = new ArrayList<ResourceRule>();
    for (var grant : grants(user)) {
      for (var rule : grant.rules) {
        resources.add(
            new ResourceRule(
                sorted(rule.verbs()), sorted(rule.groups()), sorted(rule.resources())));
      }
    }
    return new Rules(resources, List.of(new PathRule(List.of("get"), paths(user))));
  }

  private static List<String> paths(User user) {
    var paths = new ArrayList<>(sorted(PUBLIC_PATHS));
    if (user.in(User.AUTHENTICATED)) {
      for (var root : sorted(OPEN_PATHS)) {
        paths.addAll(List.of(root, root + "/*"));
      }
    }
    if (user.in(User.SERVICE_ACCOUNTS)) {
      paths.addAll(sorted(ISSUER_PATHS));
    }
    return List.copyOf(paths);
  }

  private static List<String> sorted(Set<String> values) {
    return values.stream().sorted().toList();
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
