package dev.quarterdeck.kinds.certificates;

import java.io.IOException;
import java.util.List;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.util.io.pem.PemObject;

/** What the PEM text in a CertificateSigningRequest's {@code spec.request} asks for. */
public final class SigningRequest {

  private static final String PEM_TYPE = "CERTIFICATE REQUEST";

  private SigningRequest() {}

  /**
   * The common name of the subject; empty when it has none.
   *
   * @param request PEM in base64
   * @throws IOException when that is no certificate request
   */
  public static String commonName(String request) throws IOException {
    try {
      var names = decode(request).getSubject().getRDNs(BCStyle.CN);
      return names.length == 0
          ? ""
          : IETFUtils.valueToString(names[names.length - 1].getFirst().getValue());
    } catch (RuntimeException malformed) {
      throw malformed(malformed);
    }
  }

  private static PKCS10CertificationRequest decode(String request) throws IOException {
    var blocks = blocks(request);
    if (blocks.isEmpty() || !blocks.getFirst().getType().equals(PEM_TYPE)) {
      throw new IOException("PEM block type must be " + PEM_TYPE);
    }
    try {
      return new PKCS10CertificationRequest(blocks.getFirst().getContent());
    } catch (IOException malformed) {
      throw malformed(malformed);
    }
  }

  private static List<PemObject> blocks(String request) throws IOException {
    try {
      return PemBlocks.read(request);
    } catch (IOException malformed) {
      throw malformed(malformed);
    }
  }

  private static IOException malformed(Exception cause) {
    return new IOException("must be a PEM-encoded PKCS#10 certificate request", cause);
  }
}
