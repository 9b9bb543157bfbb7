package dev.quarterdeck.kinds.certificates;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a CertificateSigningRequest may say (pkg/apis/certificates/validation). */
final class CertificateRequestRules {

  private static final List<String> USAGES =
      List.of(
          "any",
          "cert sign",
          "client auth",
          "code signing",
          "content commitment",
          "crl sign",
          "data encipherment",
          "decipher only",
          "digital signature",
          "email protection",
          "encipher only",
          "ipsec end system",
          "ipsec tunnel",
          "ipsec user",
          "key agreement",
          "key encipherment",
          "microsoft sgc",
          "netscape sgc",
          "ocsp signing",
          "s/mime",
          "server auth",
          "signing",
          "timestamping");

  /** Conditions that, once there, are true and stay. */
  static final List<String> DECISIONS = List.of("Approved", "Denied", "Failed");

  private static final long MIN_SECONDS = 600;
  private static final int MAX_DOMAIN = 253;

  private CertificateRequestRules() {}

  static void check(Field request) {
    var spec = request.get("spec");
    PemBlocks.requestFault(spec.get("request")).ifPresent(spec.get("request")::invalid);
    spec.get("usages").each(usage -> usage.noneBut(USAGES));
    signerName(spec.get("signerName"));
    var seconds = spec.get("expirationSeconds");
    if (seconds.present() && seconds.number() < MIN_SECONDS) {
      seconds.invalid("may not specify a duration less than 600 seconds (10 minutes)");
    }
    conditions(request.get("status", "conditions"));
    var certificate = request.get("status", "certificate");
    if (certificate.present()) {
      PemBlocks.certificateFault(certificate)
          .ifPresent(fault -> certificate.invalid("<certificate data>", fault));
    }
  }

  private static void signerName(Field name) {
    if (!name.needed()) {
      return;
    }
    if (name.text().equals("kubernetes.io/legacy-unknown")) {
      name.invalid("the legacy signerName is not allowed via this API version");
      return;
    }
    var segments = name.text().split("/", -1);
    if (segments.length != 2) {
      name.invalid(
          "must be a fully qualified domain and path of the form 'example.com/signer-name'");
      return;
    }
    if (name.text().length() > MAX_DOMAIN + 1 + 63 + 1 + MAX_DOMAIN) {
      name.tooLong(MAX_DOMAIN + 1 + 63 + 1 + MAX_DOMAIN);
      return;
    }
    var labels = segments[0].split("\\.", -1);
    for (var label : labels) {
      Names.dns1123Label(label)
          .forEach(
              m -> name.invalid(segments[0], "validating label \"%s\": %s".formatted(label, m)));
    }
    if (labels.length < 2) {
      name.invalid(segments[0], "should be a domain with at least two segments separated by dots");
    }
    for (var label : segments[1].split("\\.", -1)) {
      Names.dns1123Label(label)
          .forEach(
              m -> name.invalid(segments[1], "validating label \"%s\": %s".formatted(label, m)));
    }
  }

  private static void conditions(Field conditions) {
    var seen = new HashSet<String>();
    for (var condition : conditions.items()) {
      var type = condition.get("type");
      if (type.absent()) {
        type.required("");
      }
      condition
          .get("status")
          .oneOf(
              DECISIONS.contains(type.text())
                  ? List.of("True")
                  : List.of("False", "True", "Unknown"));
      if (!seen.add(type.text())) {
        type.duplicate();
      }
      if (seen.containsAll(Set.of("Approved", "Denied"))
          && Set.of("Approved", "Denied").contains(type.text())) {
        type.invalid("Approved and Denied conditions are mutually exclusive");
      }
    }
  }

  /** A decision taken is not taken back, nor a certificate given. */
  static void checkUpdate(Field request, ObjectNode old) {
    var conditions = request.get("status", "conditions");
    var now = types(request.node().path("status"));
    var before = types(old.path("status"));
    for (var type : DECISIONS) {
      if (before.contains(type) && !now.contains(type)) {
        conditions.forbidden("updates may not remove a condition of type \"%s\"".formatted(type));
      }
    }
    var given = Tree.text(old, "/status/certificate");
    var certificate = request.get("status", "certificate");
    if (!given.isEmpty() && !given.equals(certificate.text())) {
      certificate.forbidden("existing certificate content may not be changed");
    }
  }

  private static Set<String> types(com.fasterxml.jackson.databind.JsonNode status) {
    var types = new HashSet<String>();
    Tree.objects(status, "conditions").forEach(c -> types.add(Tree.text(c, "/type")));
    return types;
  }
}
