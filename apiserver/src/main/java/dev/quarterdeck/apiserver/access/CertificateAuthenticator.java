package dev.quarterdeck.apiserver.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.quarterdeck.model.User;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/**
 * Reads the user from a client certificate the TLS layer has verified: the common name is the user,
 * each organisation a group (<a
 * href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/#x509-client-certificates">X509
 * client certificates</a>).
 */
public final class CertificateAuthenticator implements Authenticator {

  private static final int REMEMBERED = 1_000;

  private final Cache<X509Certificate, Optional<User>> known =
      Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

  @Override
  public Optional<User> authenticate(Credentials credentials) {
    var certificate = credentials.certificate();
    if (certificate == null) {
      return Optional.empty();
    }
    return known.get(certificate, CertificateAuthenticator::read);
  }

  private static Optional<User> read(X509Certificate certificate) {
    var subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    var names = values(subject, BCStyle.CN);
    if (names.isEmpty()) {
      return Optional.empty();
    }
    var groups = values(subject, BCStyle.O);
    groups.add(User.AUTHENTICATED);
    return Optional.of(new User(names.getLast(), groups));
  }

  /** Walks into multi-valued parts too: Go writes several organisations into one. */
  private static ArrayList<String> values(X500Name subject, ASN1ObjectIdentifier type) {
    var values = new ArrayList<String>();
    for (var part : subject.getRDNs()) {
      for (var attribute : part.getTypesAndValues()) {
        if (attribute.getType().equals(type)) {
          values.add(IETFUtils.valueToString(attribute.getValue()));
        }
      }
    }
    return values;
  }
}
