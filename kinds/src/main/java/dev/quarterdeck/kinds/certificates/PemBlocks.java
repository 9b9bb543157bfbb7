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
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** The PEM texts a CertificateSigningRequest carries in base64: what it asks for, what it got. */
final class PemBlocks {

  private static final String REQUEST = "CERTIFICATE REQUEST";
  private static final String CERTIFICATE = "CERTIFICATE";

  private PemBlocks() {}

  /** What is wrong with a certificate request; empty for one that can be read. */
  static Optional<String> requestFault(Field field) {
    try {
      var blocks = read(field);
      if (blocks.isEmpty() || !blocks.getFirst().getType().equals(REQUEST)) {
        return Optional.of("PEM block type must be CERTIFICATE REQUEST");
      }
      new PKCS10CertificationRequest(blocks.getFirst().getContent()).getSubject();
      return Optional.empty();
    } catch (IOException | RuntimeException malformed) {
      return Optional.of("must be a PEM-encoded PKCS#10 certificate request");
    }
  }

  /** What is wrong with a chain of certificates; empty for one that can be read. */
  static Optional<String> certificateFault(Field field) {
    try {
      var blocks = read(field);
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

  static List<PemObject> read(Field field) throws IOException {
    var blocks = new ArrayList<PemObject>();
    var bytes = Base64.getDecoder().decode(field.text());
    var text = new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.US_ASCII);
    try (var reader = new PemReader(text)) {
      for (var block = reader.readPemObject(); block != null; block = reader.readPemObject()) {
        blocks.add(block);
      }
    }
    return blocks;
  }
}
