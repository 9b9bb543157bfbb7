package dev.quarterdeck.client.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {

  private static final InstantSource TODAY =
      InstantSource.fixed(Instant.parse("2026-11-21T00:00:00Z"));

  @TempDir Path directory;
  private CertificateAuthority authority;

  @BeforeEach
  void create() throws Exception {
    authority = CertificateAuthority.openOrCreate(directory, TODAY, new SecureRandom());
  }

  @Test
  void aClientCertificateNamesUserAndGroupsAndIsSignedByTheAuthority() throws Exception {
    var issued = parse(authority.client(directory, "admin", "admin", List.of("system:masters")));
    issued.verify(parse(authority.certificatePem()).getPublicKey());
    assertThat(issued.getSubjectX500Principal().getName()).isEqualTo("CN=admin,O=system:masters");
    assertThat(issued.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
  }

  @Test
  void aServerCertificateCarriesItsNamesAndAddresses() throws Exception {
    var issued =
        parse(
            authority.server(directory, "s", "kube-apiserver", List.of("localhost", "10.96.0.1")));
    assertThat(issued.getSubjectAlternativeNames())
        .extracting(name -> (Object) name.get(1))
        .containsExactly("localhost", "10.96.0.1");
  }

  @Test
  void theSameCredentialIsReadAgainUntilItNearsItsEndOrItsNamesChange() throws Exception {
    var first = authority.server(directory, "s", "s", List.of("a"));
    assertThat(authority.server(directory, "s", "s", List.of("a"))).isEqualTo(first);
    assertThat(authority.server(directory, "s", "s", List.of("a", "b"))).isNotEqualTo(first);
    var second = authority.server(directory, "s", "s", List.of("a", "b"));
    var inElevenMonths = InstantSource.fixed(Instant.parse("2027-11-01T00:00:00Z"));
    var later = CertificateAuthority.openOrCreate(directory, inElevenMonths, new SecureRandom());
    assertThat(later.certificatePem()).isEqualTo(authority.certificatePem());
    assertThat(later.server(directory, "s", "s", List.of("a", "b"))).isNotEqualTo(second);
  }

  @Test
  void aKubeconfigIsReadByFabric8AndOnlyByItsOwner() throws Exception {
    var file = directory.resolve("admin.kubeconfig");
    var credential = authority.client(directory, "admin", "admin", List.of("system:masters"));
    KubeconfigFile.write(
        file, "https://127.0.0.1:6443", "lab", "admin", authority.certificatePem(), credential);
    var config = Config.fromKubeconfig(file.toFile());
    assertThat(config.getMasterUrl()).startsWith("https://127.0.0.1:6443");
    assertThat(config.getClientKeyAlgo()).isEqualTo("EC");
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
  }

  private static X509Certificate parse(Credential credential) throws Exception {
    return parse(credential.certificatePem());
  }

  private static X509Certificate parse(String pem) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new java.io.ByteArrayInputStream(pem.getBytes()));
  }
}
