package dev.quarterdeck.kinds.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Strategy;
import dev.quarterdeck.kinds.Trees;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.kinds.builtin.Examples;
import dev.quarterdeck.model.FieldError;
import dev.quarterdeck.model.User;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who writes which part of a CertificateSigningRequest. */
class CertificateSigningRequestTest {

  private static final String REQUEST =
      "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIWE1IOENBUUF3SFRFTk1Bc0dB"
          + "MVVFQ2d3RVpHVjJjekVNTUFvR0ExVUVBd3dEYW05bE1Ga3dFd1lIS29aSQp6ajBDQVFZSUtvWkl6"
          + "ajBEQVFjRFFnQUVjMjVOOFp4K0FTaGVIaXRUWTcvTVI3WlgyWTBoTUs0SDFuUUNGZUFZCkxKaThi"
          + "QVMrUVcwekdUd1R3bDdzb1cvVzhDMlluNGJXK2tGSE15SXVJUUwrOEtBQU1Bb0dDQ3FHU000OUJB"
          + "TUMKQTBnQU1FVUNJUUNyektHc25mOWhKeHdjZ0ZsZ2w1MThacDRucFdiQVpJL2VOMHhlVG83ZFZB"
          + "SWdmaEUrcjBVdApydExGbE12YTVMNVlLWmxlaEdxT0tkUloxMEd2b0syYnJMMD0KLS0tLS1FTkQg"
          + "Q0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==";
  private static final String CERTIFICATE =
      "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUJjekNDQVJtZ0F3SUJBZ0lVR2k3ZnVkcGE5"
          + "cVp3V0lNTTlHTjRsNUVNT0pzd0NnWUlLb1pJemowRUF3SXcKRGpFTU1Bb0dBMVVFQXd3RGFtOWxN"
          + "Q0FYRFRJMk1URXlNVEV3TlRZeU9Gb1lEekl3TlRFd056RXpNVEExTmpJNApXakFPTVF3d0NnWURW"
          + "UVFEREFOcWIyVXdXVEFUQmdjcWhrak9QUUlCQmdncWhrak9QUU1CQndOQ0FBUnpiazN4Cm5INEJL"
          + "RjRlSzFOanY4eEh0bGZaalNFd3JnZldkQUlWNEJnc21MeHNCTDVCYlRNWlBCUENYdXloYjlid0xa"
          + "aWYKaHRiNlFVY3pJaTRoQXY3d28xTXdVVEFkQmdOVkhRNEVGZ1FVVGx5UUFMWFh3ZGwzMktsMk5R"
          + "Y0V0eUZOY09NdwpId1lEVlIwakJCZ3dGb0FVVGx5UUFMWFh3ZGwzMktsMk5RY0V0eUZOY09Nd0R3"
          + "WURWUjBUQVFIL0JBVXdBd0VCCi96QUtCZ2dxaGtqT1BRUURBZ05JQURCRkFpQjFlL1NacEVUOTlk"
          + "Nk1vZnlvditLOTc2WjFSb2lydVFxM1FMTXIKZnpHNkl3SWhBSi9kVUhYeUtHOHEwcHlvQnZBQkRF"
          + "d09HSW81MUZqWUdtZUZubzBEQ2EyYQotLS0tLUVORCBDRVJUSUZJQ0FURS0tLS0tCg==";

  private static final Strategy STRATEGY = Examples.strategy("CertificateSigningRequest");
  private static final User JOE =
      new User("joe", "u1", List.of("devs"), Map.of("project", List.of("blue")));
  private static final WriteContext APPROVAL = new WriteContext("approval", "me", Trees.NOW);

  private static ObjectNode request() {
    var request =
        Trees.yaml(
            ("{metadata: {name: x}, spec: {request: '%s', signerName: example.com/s, usages: [client"
                    + " auth], groups: [system:masters], extra: {a: [b]}}}")
                .formatted(REQUEST));
    STRATEGY.prepareForCreate(request, new WriteContext("", JOE, Trees.NOW));
    return request;
  }

  private static ObjectNode updated(ObjectNode old, String pointer, String value, String on) {
    var object = Trees.with(old, pointer, value);
    STRATEGY.prepareForUpdate(object, old, new WriteContext(on, "me", Trees.NOW));
    return object;
  }

  private static ObjectNode approved() {
    return updated(
        request(), "/status/conditions", "[{type: Approved, status: 'True'}]", "approval");
  }

  @Test
  void whoAsksIsWrittenDownByTheServer() {
    assertThat(request().path("spec").toString())
        .contains("\"username\":\"joe\"", "\"uid\":\"u1\"", "\"groups\":[\"devs\"]")
        .contains("\"extra\":{\"project\":[\"blue\"]}")
        .doesNotContain("system:masters");
  }

  @Test
  void anApprovalIsDatedAndChangesNothingElse() {
    var approved = approved();
    assertThat(approved.at("/status/conditions/0/lastUpdateTime").asText())
        .isEqualTo(Trees.NOW.toString());
    assertThat(approved.at("/status/conditions/0/lastTransitionTime").asText())
        .isEqualTo(Trees.NOW.toString());
    var sneaky = updated(approved, "/status/certificate", "YQ==", "approval");
    assertThat(sneaky.at("/status/certificate").isMissingNode()).isTrue();
    assertThat(updated(approved, "/spec/signerName", "a.b/c", "approval")).isEqualTo(approved);
  }

  @Test
  void theSignerWritesTheCertificateAndNotTheApproval() {
    var signed = updated(approved(), "/status", "{certificate: '" + CERTIFICATE + "'}", "status");
    assertThat(signed.at("/status/conditions/0/type").asText()).isEqualTo("Approved");
    assertThat(STRATEGY.validate(signed)).isEmpty();
    var denied =
        updated(signed, "/status/conditions", "[{type: Denied, status: 'True'}]", "status");
    assertThat(denied).isEqualTo(signed);
    assertThat(
            Trees.updateErrors(
                STRATEGY, signed, Trees.with(signed, "/status/certificate", "-"), Trees.STATUS))
        .extracting(FieldError::toString)
        .containsExactly(
            "status.certificate: Forbidden: existing certificate content may not be changed");
  }

  @Test
  void aPlainUpdateChangesMetadataOnly() {
    var approved = approved();
    assertThat(updated(approved, "/status", "{}", "")).isEqualTo(approved);
    assertThat(updated(request(), "/status", "{}", "")).isEqualTo(request());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{type: Approved, status: 'True'}]|",
        "[]|status.conditions: Forbidden: updates may not remove a condition of type \"Approved\"",
        "[{type: Approved, status: 'False'}]|status.conditions[0].status: Unsupported value: \"False\":"
            + " supported values: \"True\"",
        "[{type: Approved, status: 'True'}, {type: Denied, status: 'True'}]|status.conditions[1].type:"
            + " Invalid value: \"Denied\": Approved and Denied conditions are mutually exclusive",
        "[{type: Approved, status: 'True'}, {type: Mine, status: Maybe}]|status.conditions[1].status:"
            + " Unsupported value: \"Maybe\": supported values: \"False\", \"True\", \"Unknown\""
      })
  void aDecisionStays(String conditions, String error) {
    var changed = Trees.with(approved(), "/status/conditions", conditions);
    assertThat(Trees.updateErrors(STRATEGY, approved(), changed, APPROVAL))
        .extracting(FieldError::toString)
        .containsExactly(error == null ? new String[0] : new String[] {error});
  }

  @ParameterizedTest
  @CsvSource({
    "YQ==, must contain one or more CERTIFICATE PEM blocks",
    "request, 'only CERTIFICATE PEM blocks are allowed, found \"CERTIFICATE REQUEST\"'",
    "'%', must be PEM-encoded X.509 certificates"
  })
  void whatIsNoCertificateIsRefused(String certificate, String why) {
    var text = certificate.equals("request") ? REQUEST : certificate;
    var signed = updated(approved(), "/status/certificate", "'" + text + "'", "status");
    assertThat(STRATEGY.validate(signed)).extracting(FieldError::detail).containsExactly(why);
  }
}
