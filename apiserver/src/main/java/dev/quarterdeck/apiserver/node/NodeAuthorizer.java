package dev.quarterdeck.apiserver.node;

import dev.quarterdeck.apiserver.access.Attributes;
import dev.quarterdeck.apiserver.access.Authorizer;
import dev.quarterdeck.apiserver.follow.Followers;
import dev.quarterdeck.apiserver.node.NodeGraph.Vertex;
import dev.quarterdeck.model.ObjectKey;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * What a node's agent may do, as <a
 * href="https://kubernetes.io/docs/reference/access-authn-authz/node/">Kubernetes' Node
 * authorizer</a> has it: it reads what the pods that are bound to it use, and nothing else of those
 * kinds. Which fields of its own objects it may write is the admission plugin NodeRestriction's
 * matter.
 *
 * <p>Before a node is refused that asks for an object, the graph is brought up to date: an agent
 * may have heard of a pod from another API server.
 */
public final class NodeAuthorizer implements Authorizer {

  private static final Duration CURRENT = Duration.ofSeconds(2);

  private final Supplier<NodeGraph> known;
  private final BiFunction<Vertex, Duration, NodeGraph> current;

  public NodeAuthorizer(Followers followers) {
    var relations = new NodeRelations(followers);
    known = relations::known;
    current = relations::current;
  }

  NodeAuthorizer(Supplier<NodeGraph> known, BiFunction<Vertex, Duration, NodeGraph> current) {
    this.known = known;
    this.current = current;
  }

  @Override
  public Decision authorize(Attributes attributes) {
    var user = attributes.user();
    if (!user.isNode()) {
      return new Decision.NoOpinion("");
    }
    var node = user.nodeName();
    if (node.isEmpty()) {
      return new Decision.NoOpinion("unknown node for user \"%s\"".formatted(user.name()));
    }
    return switch (NodePermissions.judge(node, attributes)) {
      case NodePermissions.Verdict.Allowed ignored -> new Decision.Allow("node " + node);
      case NodePermissions.Verdict.Refused(var why) -> new Decision.NoOpinion(why);
      case NodePermissions.Verdict.IfRelated(var kind, var object) -> related(node, kind, object);
    };
  }

  private Decision related(String node, Vertex kind, ObjectKey object) {
    return known.get().reaches(node, kind, object)
            || current.apply(kind, CURRENT).reaches(node, kind, object)
        ? new Decision.Allow("node " + node)
        : new Decision.NoOpinion(
            "no relationship found between node '%s' and this object".formatted(node));
  }
}
