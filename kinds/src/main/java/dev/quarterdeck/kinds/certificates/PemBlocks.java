package dev.quarterdeck.kinds.certificates;

import dev.quarterdeck.machinery.validation.Field;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** The PEM texts a CertificateSigningRequest carries in base64: what it asks for, what it got. */
final class PemBlocks {

  private static final String CERTIFICATE = "CERTIFICATE";

  private PemBlocks() {}

  /** What is wrong with a certificate request; empty for one that can be read. */
  static Optional<String> requestFault(Field field) {
    try {
      SigningRequest.commonName(field.text());
      return Optional.empty();
    } catch (IOException malformed) {
      return Optional.of(malformed.getMessage());
    }
  }

  /** What is wrong with a chain of certificates; empty for one that can be read. */
  static Optional<String> certificateFault(Field field) {
    try {
      var blocks = read(field.text());
      for (var block : blocks) {
        if (!block.getType().equals(CERTIFICATE)) {
          return Optional.of(
              "only CERTIFICATE PEM blocks are allowed, found \"%s\"".formatted(block.getType()));
        }
        if (!block.getHeaders().isEmpty()) {
          return Optional.of("no PEM block headers are permitted");
        }
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(block.getContent()));
      }
      return blocks.isEmpty()
          ? Optional.of("must contain one or more CERTIFICATE PEM blocks")
          : Optional.empty();
    } catch (IOException | CertificateException | RuntimeException malformed) {
      return Optional.of("must be PEM-encoded X.509 certificates");
    }
  }

  /**
   * @param base64 PEM in base64
   * @throws IllegalArgumentException when it is no base64
   */
  static List<PemObject> read(String base64) throws IOException {
    var blocks = new ArrayList<PemObject>();
    var bytes = Base64.getDecoder().decode(base64);
    var text = new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.US_ASCII);
    try (var reader = new PemReader(text)) {
      for (var block = reader.readPemObject(); block != null; block = reader.readPemObject()) {
        blocks.add(block);
      }
    }
    return blocks;
  }
}
