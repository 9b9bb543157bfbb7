package dev.quarterdeck.kinds.certificates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Ages;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.SelectableFields;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * CertificateSigningRequest (certificates.k8s.io/v1). Who asks is written down by the server; who
 * may approve writes {@code /approval}, the signer {@code /status}, and neither the other's part.
 */
public final class CertificateSigningRequestStrategy extends KindStrategy {

  private static final SelectableFields FIELDS = new SelectableFields("spec.signerName");
  private static final Set<String> APPROVAL = Set.of("Approved", "Denied");

  public CertificateSigningRequestStrategy() {
    super(Shape.CLUSTER_WITH_STATUS, Names::pathSegment);
  }

  @Override
  public void prepareForCreate(ObjectNode object, WriteContext context) {
    super.prepareForCreate(object, context);
    var spec = Tree.child(object, "spec");
    spec.remove(List.of("username", "uid", "groups", "extra"));
    context.user().describe(spec);
  }

  @Override
  public void prepareForUpdate(ObjectNode object, ObjectNode old, WriteContext context) {
    Tree.restore(object, old, "spec");
    switch (context.subresource()) {
      case "approval" -> {
        var conditions = Tree.child(object, "status").get("conditions");
        Tree.restore(object, old, "status");
        set(Tree.child(object, "status"), conditions);
        timestamps(object, old, context.now());
      }
      case "status" -> {
        keepApproval(Tree.child(object, "status"), old);
        timestamps(object, old, context.now());
      }
      default -> Tree.restore(object, old, "status");
    }
    if (object.path("status").isEmpty() && Tree.absent(old.get("status"))) {
      object.remove("status");
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

  private static void timestamps(ObjectNode object, ObjectNode old, Instant now) {
    for (var condition : Tree.objects(object.path("status"), "conditions")) {
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

  @Override
  protected void rules(Field object) {
    CertificateRequestRules.check(object);
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    CertificateRequestRules.checkUpdate(object, old);
  }

  @Override
  public SelectableFields selectableFields() {
    return FIELDS;
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.AGE,
        Columns.text(
            "SignerName",
            "Who is to sign the certificate.",
            Columns.textAt("/spec/signerName", Columns.NONE)),
        Columns.text("Requestor", "Who asked.", Columns.textAt("/spec/username", "")),
        Columns.text(
            "RequestedDuration",
            "For how long the certificate is to be valid.",
            (request, now) -> duration(request.path("spec").path("expirationSeconds"))),
        Columns.text("Condition", "How far it has got.", (request, now) -> state(request)));
  }

  private static String duration(JsonNode seconds) {
    return seconds.isNumber() ? Ages.human(Duration.ofSeconds(seconds.asLong())) : Columns.NONE;
  }

  private static String state(JsonNode request) {
    var types = new ArrayList<String>();
    Tree.objects(request.path("status"), "conditions")
        .forEach(condition -> types.add(Tree.text(condition, "/type")));
    var decided =
        types.contains("Denied") ? "Denied" : types.contains("Approved") ? "Approved" : "Pending";
    return decided
        + (types.contains("Failed") ? ",Failed" : "")
        + (Tree.text(request, "/status/certificate").isEmpty() ? "" : ",Issued");
  }
}
