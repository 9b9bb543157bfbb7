package dev.quarterdeck.apiserver.node;

import dev.quarterdeck.apiserver.follow.Fold;
import dev.quarterdeck.apiserver.follow.FollowedObject;
import dev.quarterdeck.model.ObjectKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The pods that are bound to each node. A change costs no more than the number of nodes and of the
 * pods of one: most changes of pods change nothing here.
 */
final class PodsByNode implements Fold<PodUses, Map<String, Map<ObjectKey, PodUses>>> {

  @Override
  public Map<String, Map<ObjectKey, PodUses>> empty() {
    return Map.of();
  }

  @Override
  public Optional<PodUses> read(FollowedObject object) {
    return PodUses.of(object.tree());
  }

  @Override
  public Map<String, Map<ObjectKey, PodUses>> apply(
      Map<String, Map<ObjectKey, PodUses>> before, Map<ObjectKey, Optional<PodUses>> changes) {
    var draft = new Draft(before);
    changes.forEach(draft::change);
    return draft.nodes;
  }

  /** A snapshot in the making: nodes are copied when they first change. */
  private static final class Draft {

    private final Map<String, Map<ObjectKey, PodUses>> before;
    private Map<String, Map<ObjectKey, PodUses>> nodes;

    Draft(Map<String, Map<ObjectKey, PodUses>> before) {
      this.before = before;
      nodes = before;
    }

    void change(ObjectKey pod, Optional<PodUses> now) {
      var known = now.map(uses -> nodes.get(uses.node())).map(pods -> pods.get(pod));
      if (known.isPresent() && known.equals(now)) {
        return;
      }
      if (known.isEmpty()) {
        removeEverywhere(pod);
      }
      now.ifPresent(uses -> own(uses.node()).put(pod, uses));
    }

    /** It was on at most one node, which the change does not tell. */
    private void removeEverywhere(ObjectKey pod) {
      for (var entry : nodes.entrySet()) {
        if (entry.getValue().containsKey(pod)) {
          var pods = own(entry.getKey());
          pods.remove(pod);
          if (pods.isEmpty()) {
            nodes.remove(entry.getKey());
          }
          return;
        }
      }
    }

    private Map<ObjectKey, PodUses> own(String node) {
      if (nodes == before) {
        nodes = new HashMap<>(before);
      }
      var pods = nodes.get(node);
      if (pods == null || pods == before.get(node)) {
        pods = pods == null ? new HashMap<>() : new HashMap<>(pods);
        nodes.put(node, pods);
      }
      return pods;
    }
  }
}
