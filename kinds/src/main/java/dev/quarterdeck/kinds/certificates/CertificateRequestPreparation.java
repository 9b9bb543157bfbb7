package dev.quarterdeck.kinds.certificates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.Tree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Who may write which part of a CertificateSigningRequest. */
final class CertificateRequestPreparation {

  private static final Set<String> APPROVAL = Set.of("Approved", "Denied");

  private CertificateRequestPreparation() {}

  static void forCreate(ObjectNode request, WriteContext context) {
    var spec = Tree.child(request, "spec");
    spec.remove(List.of("username", "uid", "groups", "extra"));
    context.user().describe(spec);
  }

  static void forUpdate(ObjectNode request, ObjectNode old, WriteContext context) {
    Tree.restore(request, old, "spec");
    switch (context.subresource()) {
      case "approval" -> {
        var conditions = Tree.child(request, "status").get("conditions");
        Tree.restore(request, old, "status");
        set(Tree.child(request, "status"), conditions);
        timestamps(request, old, context.now());
      }
      case "status" -> {
        keepApproval(Tree.child(request, "status"), old);
        timestamps(request, old, context.now());
      }
      default -> {}
    }
    if (request.path("status").isEmpty() && Tree.absent(old.get("status"))) {
      request.remove("status");
    }
  }

  private static void set(ObjectNode status, JsonNode conditions) {
    if (conditions == null) {
      status.remove("conditions");
    } else {
      status.set("conditions", conditions);
    }
  }

  private static void keepApproval(ObjectNode status, ObjectNode old) {
    var kept = new ArrayList<ObjectNode>();
    for (var condition : Tree.objects(old.path("status"), "conditions")) {
      if (APPROVAL.contains(Tree.text(condition, "/type"))) {
        kept.add(condition.deepCopy());
      }
    }
    for (var condition : Tree.objects(status, "conditions")) {
      if (!APPROVAL.contains(Tree.text(condition, "/type"))) {
        kept.add(condition);
      }
    }
    status.remove("conditions");
    if (!kept.isEmpty()) {
      status.putArray("conditions").addAll(kept);
    }
  }

  private static void timestamps(ObjectNode request, ObjectNode old, Instant now) {
    for (var condition : Tree.objects(request.path("status"), "conditions")) {
      Tree.fill(condition, "lastUpdateTime", now.toString());
      var since =
          Tree.objects(old.path("status"), "conditions").stream()
              .filter(before -> before.path("type").equals(condition.path("type")))
              .filter(before -> before.path("status").equals(condition.path("status")))
              .map(before -> Tree.text(before, "/lastTransitionTime"))
              .filter(time -> !time.isEmpty())
              .findFirst();
      Tree.fill(condition, "lastTransitionTime", since.orElse(now.toString()));
    }
  }
}
