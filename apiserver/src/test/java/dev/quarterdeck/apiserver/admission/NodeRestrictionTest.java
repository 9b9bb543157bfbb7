package dev.quarterdeck.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.apiserver.access.Attributes;
import dev.quarterdeck.apiserver.access.Authorizer;
import dev.quarterdeck.apiserver.access.Authorizer.Decision;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import dev.quarterdeck.kinds.Trees;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.User;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class NodeRestrictionTest {

  private static final User N1 = node("n1");

  private static final Authorizer MAY_ASK_FOR_METRICS =
      attributes ->
          attributes.verb().equals("request-serviceaccounts-token-audience")
                  && attributes.resource().equals("metrics")
                  && attributes.name().equals("builder")
              ? new Decision.Allow("")
              : new Decision.NoOpinion("");

  private final KnownObjects known =
      new KnownObjects()
          .with("nodes", "{metadata: {name: n1, uid: u1}}")
          .with(
              "pods", "{metadata: {name: other, namespace: default, uid: o}, spec: {nodeName: n2}}")
          .with(
              "pods",
              """
              metadata: {name: mine, namespace: default, uid: p1}
              spec:
                nodeName: n1
                volumes:
                - name: plain
                  emptyDir: {}
                - name: token
                  projected: {sources: [{serviceAccountToken: {audience: vault, path: token}}]}
                - name: inline
                  csi: {driver: inline.example.com}
                - name: claimed
                  persistentVolumeClaim: {claimName: claim}
                - name: made
                  ephemeral: {volumeClaimTemplate: {spec: {}}}
              """)
          .with(
              "pods",
              """
              metadata: {name: unclaimed, namespace: default, uid: p2}
              spec:
                nodeName: n1
                volumes:
                - name: claimed
                  persistentVolumeClaim: {claimName: absent}
                - name: token
                  projected: {sources: [{serviceAccountToken: {path: token}}]}
              """)
          .with(
              "persistentvolumeclaims",
              "{metadata: {name: claim, namespace: default}, spec: {volumeName: v1}}")
          .with(
              "persistentvolumeclaims",
              "{metadata: {name: mine-made, namespace: default}, spec: {volumeName: v2}}")
          .with(
              "persistentvolumes",
              "{metadata: {name: v1}, spec: {csi: {driver: claimed.example.com}}}")
          .with("persistentvolumes", "{metadata: {name: v2}, spec: {awsElasticBlockStore: {}}}")
          .with(drivers(), driver("inline.example.com", "inline"))
          .with(drivers(), driver("claimed.example.com", "claimed"))
          .with(drivers(), driver("ebs.csi.aws.com", "aws"));

  private static GroupVersionResource drivers() {
    return new GroupVersionResource("storage.k8s.io", "v1", "csidrivers");
  }

  private static String driver(String name, String audience) {
    return "{metadata: {name: %s}, spec: {tokenRequests: [{audience: %s}]}}"
        .formatted(name, audience);
  }

  private static User node(String name) {
    return new User("system:node:" + name, List.of(User.NODES, User.AUTHENTICATED));
  }

  @ParameterizedTest(name = "{0} {1}/{2} {4}: {5} after {6}")
  @CsvFileSource(resources = "node-restriction.csv", delimiter = '|', quoteCharacter = '`')
  void aNodeWritesWhatIsItsOwn(
      Operation operation,
      String kind,
      String subresource,
      String namespace,
      String name,
      String object,
      String old,
      String refusal) {
    var type = Requests.kind(kind);
    var asked =
        Attributes.own(
            N1,
            type.resource(),
            subresource == null ? "" : subresource,
            namespace == null ? "" : namespace,
            name);
    var request =
        Requests.of(
            operation,
            asked,
            type,
            object == null ? null : Trees.yaml(object),
            old == null ? null : Trees.yaml(old));
    if (refusal == null) {
      assertThatCode(() -> judge(request)).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> judge(request)).hasMessageEndingWith(refusal);
    }
  }

  private void judge(AdmissionRequest request) {
    new NodeRestriction(known, MAY_ASK_FOR_METRICS).mutate(request);
  }

  @ParameterizedTest
  @CsvSource({
    "kubernetes.io/kubelet-serving, system:node:n1, true",
    "kubernetes.io/kubelet-serving, system:node:n2, false",
    "kubernetes.io/kube-apiserver-client-kubelet, system:node:n1, true",
    "kubernetes.io/kube-apiserver-client-kubelet, kubernetes-admin, false",
    "kubernetes.io/kube-apiserver-client, kubernetes-admin, true",
  })
  void aNodeAsksForCertificatesOfKubeletsForItself(String signer, String subject, boolean allowed)
      throws Exception {
    var type = Requests.kind("CertificateSigningRequest");
    var object =
        Trees.yaml("spec: {signerName: %s, request: %s}".formatted(signer, request(subject)));
    var asked = Attributes.own(N1, type.resource(), "", "", "x");
    var request = Requests.of(Operation.CREATE, asked, type, object, null);
    if (allowed) {
      judge(request);
    } else {
      assertThatThrownBy(() -> judge(request))
          .hasMessageEndingWith("can only create a node CSR with CN=system:node:n1");
    }
  }

  private static String request(String subject)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    var keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
    var request =
        new JcaPKCS10CertificationRequestBuilder(
                new X500Principal("O=system:nodes, CN=" + subject), keys.getPublic())
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
    var text = new StringWriter();
    try (var pem = new JcaPEMWriter(text)) {
      pem.writeObject(request);
    }
    return Base64.getEncoder().encodeToString(text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void aNodeThatNamesNoNodeWritesNothing() {
    var type = Requests.core("configmaps");
    var asked = Attributes.own(node(""), type.resource(), "", "default", "x");
    var request = Requests.of(Operation.CREATE, asked, type, Trees.yaml("{}"), null);
    assertThatThrownBy(() -> judge(request))
        .hasMessage(
            "configmaps \"x\" is forbidden: could not determine node from user \"system:node:\"");
  }

  @Test
  void othersAreNotRestricted() {
    var type = Requests.core("nodes");
    for (var user :
        List.of(
            new User("admin", List.of(User.MASTERS)),
            new User("system:node:n1", List.of(User.AUTHENTICATED)),
            new User("someone", List.of(User.NODES)))) {
      var asked = Attributes.own(user, type.resource(), "", "", "n2");
      judge(Requests.of(Operation.CREATE, asked, type, Trees.yaml("metadata: {name: n2}"), null));
    }
  }
}
