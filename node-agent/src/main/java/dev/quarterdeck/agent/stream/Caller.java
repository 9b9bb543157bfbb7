package dev.quarterdeck.agent.stream;

import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * The user of a request, from the client certificate that TLS has verified.
 *
 * @param user the certificate's common name
 * @param groups the certificate's organizations
 */
record Caller(String user, Set<String> groups) {

  static final String MASTERS = "system:masters";

  /**
   * The user of a TLS session; empty when the client sent no certificate, or one without a common
   * name.
   */
  static Optional<Caller> of(SSLSession session) {
    try {
      return session != null && session.getPeerCertificates()[0] instanceof X509Certificate shown
          ? named(shown)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException none) {
      return Optional.empty();
    }
  }

  private static Optional<Caller> named(X509Certificate certificate) {
    var user = "";
    var groups = new HashSet<String>();
    try {
      for (var part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          user = String.valueOf(part.getValue());
        } else if (part.getType().equalsIgnoreCase("O")) {
          groups.add(String.valueOf(part.getValue()));
        }
      }
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
    return user.isEmpty() ? Optional.empty() : Optional.of(new Caller(user, Set.copyOf(groups)));
  }

  /** Whether the user is one of {@code users} or a member of the group of administrators. */
  boolean mayUse(Set<String> users) {
    return groups.contains(MASTERS) || users.contains(user);
  }
}
