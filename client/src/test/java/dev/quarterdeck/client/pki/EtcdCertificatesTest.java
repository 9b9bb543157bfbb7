package dev.quarterdeck.client.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EtcdCertificatesTest {

  private static final String SERVER = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT = "1.3.6.1.5.5.7.3.2";

  @TempDir Path folder;
  private Path pki;
  private EtcdCertificates files;

  @BeforeEach
  void make() throws IOException {
    pki = folder.resolve("pki");
    files = open();
  }

  private EtcdCertificates open() throws IOException {
    return EtcdCertificates.openOrCreate(
        pki, List.of("localhost", "127.0.0.1", "::1"), InstantSource.system(), new SecureRandom());
  }

  private static X509Certificate read(Path file) throws IOException, GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
  }

  @Test
  void membersAreServersAndClientsAndApiServersAreClients() throws Exception {
    var authority = read(files.authority());
    for (var member : List.of(files.server(), files.peer())) {
      var certificate = read(member.certificate());
      certificate.verify(authority.getPublicKey());
      assertThat(certificate.getExtendedKeyUsage()).containsExactlyInAnyOrder(SERVER, CLIENT);
      assertThat(certificate.getSubjectAlternativeNames())
          .extracting(name -> (Object) name.get(1))
          .containsExactly("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
    }
    var client = read(files.client().certificate());
    client.verify(authority.getPublicKey());
    assertThat(client.getExtendedKeyUsage()).containsExactly(CLIENT);
  }

  @Test
  void theAuthorityIsNotTheClusters() throws Exception {
    CertificateAuthority.openOrCreate(pki, InstantSource.system(), new SecureRandom());
    var cluster = read(pki.resolve("ca.crt"));
    var etcd = read(files.authority());
    assertThat(etcd.getSubjectX500Principal()).isNotEqualTo(cluster.getSubjectX500Principal());
    assertThat(etcd.getPublicKey()).isNotEqualTo(cluster.getPublicKey());
  }

  @Test
  void keysAndTheirFoldersAreTheirOwnersAlone() throws IOException {
    try (Stream<Path> all = Files.walk(pki)) {
      for (var file : all.toList()) {
        var permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        if (Files.isDirectory(file)) {
          assertThat(permissions).as("%s", file).isEqualTo("rwx------");
        } else if (file.toString().endsWith(".key")) {
          assertThat(permissions).as("%s", file).isEqualTo("rw-------");
        }
      }
    }
  }

  @Test
  void openedAgainTheyAreTheSame() throws IOException {
    var before = Files.readString(files.server().certificate());
    assertThat(open()).isEqualTo(files);
    assertThat(Files.readString(files.server().certificate())).isEqualTo(before);
  }
}
