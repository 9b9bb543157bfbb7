package dev.quarterdeck.apiserver.access;

import java.security.cert.X509Certificate;

/**
 * What a request shows to prove who sends it.
 *
 * @param certificate the client certificate the TLS layer has verified; null for none
 * @param bearerToken the Authorization header's token; empty for none
 */
public record Credentials(X509Certificate certificate, String bearerToken) {

  public static final Credentials NONE = new Credentials(null, "");

  public boolean absent() {
    return certificate == null && bearerToken.isEmpty();
  }
}
