package dev.quarterdeck.kinds.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.model.Json;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsKeyPairTest {

  private static KeyPair keys(String algorithm) throws Exception {
    var generator = KeyPairGenerator.getInstance(algorithm);
    switch (algorithm) {
      case "RSA" -> generator.initialize(2048);
      case "EC" -> generator.initialize(256);
      default -> {}
    }
    return generator.generateKeyPair();
  }

  private static String pem(String type, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(type, Base64.getMimeEncoder().encodeToString(content), type);
  }

  private static String certificate(KeyPair keys, String signature) throws Exception {
    var name = new X500Name("CN=a");
    var now = Instant.parse("2026-01-01T00:00:00Z");
    var builder =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(now),
            Date.from(now.plusSeconds(60)),
            name,
            keys.getPublic());
    var signer = new JcaContentSignerBuilder(signature).build(keys.getPrivate());
    return pem("CERTIFICATE", builder.build(signer).getEncoded());
  }

  private static String key(KeyPair keys) {
    return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  private static String fault(String certificate, String key) {
    var data = Json.object().put("crt", base64(certificate)).put("key", base64(key));
    var root = Field.root(data);
    return TlsKeyPair.fault(root.get("crt"), root.get("key")).orElse("");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({"RSA, SHA256withRSA", "EC, SHA256withECDSA", "Ed25519, Ed25519"})
  void aKeyIsItsCertificatesAndNoOthers(String algorithm, String signature) throws Exception {
    var own = keys(algorithm);
    assertThat(fault(certificate(own, signature), key(own))).isEmpty();
    assertThat(fault(certificate(own, signature), key(keys(algorithm))))
        .isEqualTo("tls: private key does not match public key");
  }

  @ParameterizedTest
  @CsvSource({"RSA, SHA256withRSA, RSA PRIVATE KEY", "EC, SHA256withECDSA, EC PRIVATE KEY"})
  void theOlderFormsOfKeysAreRead(String algorithm, String signature, String type)
      throws Exception {
    var own = keys(algorithm);
    var info = PrivateKeyInfo.getInstance(own.getPrivate().getEncoded());
    var older = algorithm.equals("EC") ? withCurve(info) : info.parsePrivateKey();
    assertThat(fault(certificate(own, signature), pem(type, older.toASN1Primitive().getEncoded())))
        .isEmpty();
  }

  /** As openssl writes it; in PKCS #8 the curve stands outside. */
  private static ECPrivateKey withCurve(PrivateKeyInfo info) throws IOException {
    var key = ECPrivateKey.getInstance(info.parsePrivateKey()).getKey();
    return new ECPrivateKey(256, key, info.getPrivateKeyAlgorithm().getParameters());
  }

  @Test
  void keysOfAnotherKindAreTold() throws Exception {
    assertThat(fault(certificate(keys("RSA"), "SHA256withRSA"), key(keys("EC"))))
        .isEqualTo("tls: private key type does not match public key type");
  }

  @Test
  void whatIsNoPairIsToldInGosWords() throws Exception {
    var own = keys("EC");
    var certificate = certificate(own, "SHA256withECDSA");
    assertThat(fault("", "")).isEqualTo("tls: failed to find any PEM data in certificate input");
    assertThat(fault(certificate, "")).isEqualTo("tls: failed to find any PEM data in key input");
    assertThat(fault(key(own), key(own)))
        .isEqualTo(
            "tls: failed to find certificate PEM data in certificate input, but did find a private"
                + " key; PEM inputs may have been switched");
    assertThat(fault(certificate, certificate))
        .isEqualTo("tls: found a certificate rather than a key in the PEM for the private key");
    assertThat(fault(pem("OTHER", new byte[] {1}), key(own)))
        .isEqualTo(
            "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM"
                + " blocks of the following types: [OTHER]");
    assertThat(fault(certificate, pem("OTHER", new byte[] {1})))
        .isEqualTo(
            "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after"
                + " skipping PEM blocks of the following types: [OTHER]");
    assertThat(fault(pem("CERTIFICATE", new byte[] {1}), key(own)))
        .isEqualTo("x509: malformed certificate");
    assertThat(fault(certificate, pem("PRIVATE KEY", new byte[] {1})))
        .isEqualTo("tls: failed to parse private key");
  }
}
