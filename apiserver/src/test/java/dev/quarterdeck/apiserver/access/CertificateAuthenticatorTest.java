package dev.quarterdeck.apiserver.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.model.User;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

class CertificateAuthenticatorTest {

  private final CertificateAuthenticator authenticator = new CertificateAuthenticator();

  private static X509Certificate certificate(String subject) throws Exception {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    var keys = generator.generateKeyPair();
    var name = new X500Name(subject);
    var from = Date.from(Instant.parse("2026-01-01T00:00:00Z"));
    var until = Date.from(Instant.parse("2036-01-01T00:00:00Z"));
    var bytes =
        new JcaX509v3CertificateBuilder(name, BigInteger.ONE, from, until, name, keys.getPublic())
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
            .getEncoded();
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(bytes));
  }

  @Test
  void theCommonNameIsTheUserAndOrganisationsAreGroups() throws Exception {
    var credentials = new Credentials(certificate("O=system:nodes,O=others,CN=system:node:n1"), "");
    var user = authenticator.authenticate(credentials).orElseThrow();
    assertThat(user.name()).isEqualTo("system:node:n1");
    assertThat(user.groups()).containsExactly("system:nodes", "others", User.AUTHENTICATED);
    assertThat(user.nodeName()).isEqualTo("n1");
    assertThat(authenticator.authenticate(credentials)).containsSame(user);
  }

  @Test
  void organisationsMayShareOnePartOfTheName() throws Exception {
    var user =
        authenticator
            .authenticate(new Credentials(certificate("O=a+O=b,CN=joe"), ""))
            .orElseThrow();
    assertThat(user.groups()).contains("a", "b");
    assertThat(user.nodeName()).isEmpty();
  }

  @Test
  void withoutACommonNameNobodyIsProven() throws Exception {
    assertThat(authenticator.authenticate(new Credentials(certificate("O=a"), ""))).isEmpty();
    assertThat(authenticator.authenticate(Credentials.NONE)).isEmpty();
  }
}
