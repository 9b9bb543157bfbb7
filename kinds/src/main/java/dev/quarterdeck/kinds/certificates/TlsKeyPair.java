package dev.quarterdeck.kinds.certificates;

import dev.quarterdeck.machinery.validation.Field;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.util.io.pem.PemObject;

/** Whether a certificate and a private key belong together, in the words of Go's crypto/tls. */
public final class TlsKeyPair {

  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String KEY = "PRIVATE KEY";

  private TlsKeyPair() {}

  /**
   * What is wrong with a pair; empty when the key is the certificate's.
   *
   * @param certificate PEM in base64, the certificate before those that vouch for it
   * @param key PEM in base64
   */
  public static Optional<String> fault(Field certificate, Field key) {
    var certificates = blocks(certificate);
    var keys = blocks(key);
    var first = certificates.stream().filter(b -> b.getType().equals(CERTIFICATE)).findFirst();
    if (first.isEmpty()) {
      return Optional.of(noCertificate(types(certificates)));
    }
    var secret = keys.stream().filter(block -> isKey(block.getType())).findFirst();
    return secret.isEmpty()
        ? Optional.of(noKey(types(keys)))
        : mismatch(first.get().getContent(), secret.get().getContent());
  }

  private static boolean isKey(String type) {
    return type.equals(KEY) || type.endsWith(" " + KEY);
  }

  private static List<PemObject> blocks(Field field) {
    try {
      return PemBlocks.read(field.text());
    } catch (IOException | IllegalArgumentException noPem) {
      return List.of();
    }
  }

  private static List<String> types(List<PemObject> blocks) {
    return blocks.stream().map(PemObject::getType).toList();
  }

  private static String noCertificate(List<String> found) {
    if (found.isEmpty()) {
      return "tls: failed to find any PEM data in certificate input";
    }
    return found.size() == 1 && found.getFirst().endsWith(KEY)
        ? "tls: failed to find certificate PEM data in certificate input, but did find a private"
            + " key; PEM inputs may have been switched"
        : "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM"
            + " blocks of the following types: [%s]".formatted(String.join(" ", found));
  }

  private static String noKey(List<String> found) {
    if (found.isEmpty()) {
      return "tls: failed to find any PEM data in key input";
    }
    return found.equals(List.of(CERTIFICATE))
        ? "tls: found a certificate rather than a key in the PEM for the private key"
        : "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after"
            + " skipping PEM blocks of the following types: [%s]"
                .formatted(String.join(" ", found));
  }

  private static Optional<String> mismatch(byte[] certificate, byte[] key) {
    AsymmetricKeyParameter open;
    try {
      var holder = new X509CertificateHolder(certificate);
      open = PublicKeyFactory.createKey(holder.getSubjectPublicKeyInfo());
    } catch (IOException | RuntimeException malformed) {
      return Optional.of("x509: malformed certificate");
    }
    try {
      return compare(open, PrivateKeyFactory.createKey(parse(key)));
    } catch (IOException | RuntimeException malformed) {
      return Optional.of("tls: failed to parse private key");
    }
  }

  /** PKCS #8, or the older forms of RSA and EC keys. */
  private static PrivateKeyInfo parse(byte[] key) throws IOException {
    try {
      return PrivateKeyInfo.getInstance(key);
    } catch (IllegalArgumentException olderForm) {
      return olderForm(key);
    }
  }

  /** An EC key is an octet string after the version, where an RSA key has its modulus. */
  private static PrivateKeyInfo olderForm(byte[] key) throws IOException {
    var parts = ASN1Sequence.getInstance(key);
    if (parts.getObjectAt(1) instanceof ASN1OctetString) {
      var parsed = ECPrivateKey.getInstance(parts);
      var curve =
          new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, parsed.getParametersObject());
      return new PrivateKeyInfo(curve, parsed);
    }
    var rsa = new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption);
    return new PrivateKeyInfo(rsa, RSAPrivateKey.getInstance(parts));
  }

  private static Optional<String> compare(
      AsymmetricKeyParameter open, AsymmetricKeyParameter secret) {
    boolean matches;
    if (open instanceof RSAKeyParameters rsa && secret instanceof RSAKeyParameters key) {
      matches = rsa.getModulus().equals(key.getModulus());
    } else if (open instanceof ECPublicKeyParameters point
        && secret instanceof ECPrivateKeyParameters key) {
      matches = key.getParameters().getG().multiply(key.getD()).equals(point.getQ());
    } else if (open instanceof Ed25519PublicKeyParameters edwards
        && secret instanceof Ed25519PrivateKeyParameters key) {
      matches = Arrays.equals(edwards.getEncoded(), key.generatePublicKey().getEncoded());
    } else {
      return Optional.of("tls: private key type does not match public key type");
    }
    return matches ? Optional.empty() : Optional.of("tls: private key does not match public key");
  }
}
