package dev.quarterdeck.kinds.certificates;

import static dev.quarterdeck.kinds.Column.AGE;
import static dev.quarterdeck.kinds.Column.NAME;
import static dev.quarterdeck.kinds.Column.text;
import static dev.quarterdeck.kinds.Columns.NONE;
import static dev.quarterdeck.kinds.Subresource.APPROVAL;
import static dev.quarterdeck.kinds.Subresource.STATUS;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.kinds.Ages;
import dev.quarterdeck.kinds.Kind;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Names;
import java.time.Duration;
import java.util.List;

/** certificates.k8s.io/v1. */
public final class CertificateKinds {

  private CertificateKinds() {}

  public static List<ResourceType> all() {
    return List.of(signingRequest().type());
  }

  /**
   * Who asks is written down by the server; who may approve writes {@code /approval}, the signer
   * {@code /status}, and neither the other's part.
   */
  private static Kind signingRequest() {
    return Kind.cluster(
            "certificates.k8s.io/v1", "certificatesigningrequests", "CertificateSigningRequest")
        .shortNames("csr")
        .subresources(APPROVAL, STATUS)
        .withoutGeneration()
        .names(Names::pathSegment)
        .prepareCreate(CertificateRequestPreparation::forCreate)
        .prepareUpdate(CertificateRequestPreparation::forUpdate)
        .rules(CertificateRequestRules::check)
        .updateRules((request, old, context) -> CertificateRequestRules.checkUpdate(request, old))
        .selectable("spec.signerName")
        .columns(
            NAME,
            AGE,
            text("SignerName", "spec.signerName").orElse(NONE),
            text("Requestor", "spec.request").shows(r -> Tree.text(r, "/spec/username")),
            text("RequestedDuration", "spec.expirationSeconds")
                .shows(r -> duration(r.at("/spec/expirationSeconds"))),
            text("Condition", "status.conditions").shows(CertificateKinds::state));
  }

  private static String duration(JsonNode seconds) {
    return seconds.isNumber() ? Ages.human(Duration.ofSeconds(seconds.asLong())) : NONE;
  }

  private static String state(JsonNode request) {
    var types =
        Tree.objects(request.path("status"), "conditions").stream()
            .map(condition -> Tree.text(condition, "/type"))
            .toList();
    var decided =
        types.contains("Denied") ? "Denied" : types.contains("Approved") ? "Approved" : "Pending";
    return decided
        + (types.contains("Failed") ? ",Failed" : "")
        + (Tree.text(request, "/status/certificate").isEmpty() ? "" : ",Issued");
  }
}
