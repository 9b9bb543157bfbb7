package dev.quarterdeck.e2e.clients;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** A PKCS#10 request, as a CertificateSigningRequest carries one. */
final class SigningRequest {

  private SigningRequest() {}

  /** A request with a new key that is not kept: PEM, in base64. */
  static String base64() {
    try {
      var keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
      var request =
          new JcaPKCS10CertificationRequestBuilder(
                  new X500Principal("CN=jane, O=devs"), keys.getPublic())
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
      var text = new StringWriter();
      try (var pem = new JcaPEMWriter(text)) {
        pem.writeObject(request);
      }
      return Base64.getEncoder()
          .encodeToString(text.toString().getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }
}
