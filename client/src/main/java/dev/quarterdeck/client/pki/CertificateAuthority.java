package dev.quarterdeck.client.pki;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * The cluster's own certificate authority: an EC P-256 key that signs server and client
 * certificates. A client certificate's common name is the user and its organisations are the groups
 * (<a href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/">X.509 client
 * certificates</a>).
 */
public final class CertificateAuthority {

  private static final KeyPurposeId SERVER = KeyPurposeId.id_kp_serverAuth;
  private static final KeyPurposeId CLIENT = KeyPurposeId.id_kp_clientAuth;
  private static final Duration CA_LIFETIME = Duration.ofDays(3650);
  private static final Duration LEAF_LIFETIME = Duration.ofDays(365);
  private static final Duration RENEW_BEFORE = Duration.ofDays(30);

  /** Clocks of hosts differ a little; a certificate is good from a while ago. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private final X509Certificate certificate;
  private final PrivateKey key;
  private final String certificatePem;
  private final InstantSource clock;
  private final SecureRandom random;

  private CertificateAuthority(
      X509Certificate certificate,
      PrivateKey key,
      String certificatePem,
      InstantSource clock,
      SecureRandom random) {
    this.certificate = certificate;
    this.key = key;
    this.certificatePem = certificatePem;
    this.clock = clock;
    this.random = random;
  }

  /** The cluster's authority in {@code directory}; see the other method of this name. */
  public static CertificateAuthority openOrCreate(
      Path directory, InstantSource clock, SecureRandom random) throws IOException {
    return openOrCreate(directory, "quarterdeck-ca", clock, random);
  }

  /**
   * Reads {@code ca.crt} and {@code ca.key} from {@code directory}, making both at the first call.
   *
   * @param commonName what a new one is called
   * @throws IOException when the files cannot be read or written, or hold something else
   */
  static CertificateAuthority openOrCreate(
      Path directory, String commonName, InstantSource clock, SecureRandom random)
      throws IOException {
    if (!Files.exists(directory.resolve("ca.key"))) {
      create(commonName, clock, random).write(directory, "ca");
    }
    var stored = Credential.read(directory, "ca");
    try {
      return new CertificateAuthority(
          parseCertificate(stored.certificatePem()),
          parseKey(stored.privateKeyPem()),
          stored.certificatePem(),
          clock,
          random);
    } catch (GeneralSecurityException e) {
      throw new IOException("no usable certificate authority in " + directory, e);
    }
  }

  private static Credential create(String commonName, InstantSource clock, SecureRandom random)
      throws IOException {
    try {
      var keys = newKeys(random);
      var name = subject(commonName, List.of());
      var now = clock.instant();
      var builder =
          new JcaX509v3CertificateBuilder(
                  name,
                  serial(random),
                  Date.from(now.minus(CLOCK_SKEW)),
                  Date.from(now.plus(CA_LIFETIME)),
                  name,
                  keys.getPublic())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
              .addExtension(
                  Extension.keyUsage,
                  true,
                  new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature))
              .addExtension(
                  Extension.subjectKeyIdentifier,
                  false,
                  new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
      return sign(builder, keys.getPrivate(), keys);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IOException("could not make a certificate authority", e);
    }
  }

  /** The CA certificate, PEM: what others put into their trust stores. */
  public String certificatePem() {
    return certificatePem;
  }

  /**
   * The server credential {@code name} in {@code directory}; made anew when absent, close to its
   * end, from another authority, or for other names.
   *
   * @param subjectAltNames DNS names and IP addresses it is good for
   */
  public Credential server(
      Path directory, String name, String commonName, List<String> subjectAltNames)
      throws IOException {
    return openOrIssue(
        directory, name, subject(commonName, List.of()), subjectAltNames, List.of(SERVER));
  }

  /** The client credential {@code name} in {@code directory}; see {@link #server}. */
  public Credential client(Path directory, String name, String user, List<String> groups)
      throws IOException {
    return openOrIssue(directory, name, subject(user, groups), List.of(), List.of(CLIENT));
  }

  /** A credential for a server that is its peers' client, too; see {@link #server}. */
  Credential peer(Path directory, String name, String commonName, List<String> subjectAltNames)
      throws IOException {
    return openOrIssue(
        directory, name, subject(commonName, List.of()), subjectAltNames, List.of(SERVER, CLIENT));
  }

  private Credential openOrIssue(
      Path directory,
      String name,
      X500Name subject,
      List<String> alternatives,
      List<KeyPurposeId> purposes)
      throws IOException {
    if (Files.exists(directory.resolve(name + ".crt"))
        && Files.exists(directory.resolve(name + ".key"))) {
      var stored = Credential.read(directory, name);
      if (stillGood(stored, subject, alternatives)) {
        return stored;
      }
    }
    var issued = issue(subject, alternatives, purposes);
    issued.write(directory, name);
    return issued;
  }

  private boolean stillGood(Credential stored, X500Name subject, List<String> alternatives) {
    try {
      var holder = holder(stored.certificatePem());
      var ours = holder.isSignatureValid(verifier());
      var lasting = holder.getNotAfter().toInstant().isAfter(clock.instant().plus(RENEW_BEFORE));
      return ours
          && lasting
          && holder.getSubject().equals(subject)
          && (alternatives.isEmpty()
              || GeneralNames.fromExtensions(
                      holder.getExtensions(), Extension.subjectAlternativeName)
                  .equals(names(alternatives)));
    } catch (IOException
        | GeneralSecurityException
        | OperatorCreationException
        | org.bouncycastle.cert.CertException e) {
      return false; // unreadable counts as absent: a new one replaces it
    }
  }

  private org.bouncycastle.operator.ContentVerifierProvider verifier()
      throws OperatorCreationException, GeneralSecurityException {
    return new org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder()
        .build(certificate);
  }

  private Credential issue(X500Name subject, List<String> alternatives, List<KeyPurposeId> purposes)
      throws IOException {
    try {
      var keys = newKeys(random);
      var now = clock.instant();
      var builder =
          new JcaX509v3CertificateBuilder(
              X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
              serial(random),
              Date.from(now.minus(CLOCK_SKEW)),
              Date.from(now.plus(LEAF_LIFETIME)),
              subject,
              keys.getPublic());
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new)));
      if (!alternatives.isEmpty()) {
        builder.addExtension(Extension.subjectAlternativeName, false, names(alternatives));
      }
      return sign(builder, key, keys);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IOException("could not sign a certificate for " + subject, e);
    }
  }

  private static GeneralNames names(List<String> alternatives) {
    return new GeneralNames(
        alternatives.stream()
            .map(
                name ->
                    new GeneralName(
                        name.matches("[0-9.]+|.*:.*") ? GeneralName.iPAddress : GeneralName.dNSName,
                        name))
            .toArray(GeneralName[]::new));
  }

  private static X500Name subject(String commonName, List<String> organisations) {
    var builder = new X500NameBuilder(BCStyle.INSTANCE);
    organisations.forEach(group -> builder.addRDN(BCStyle.O, group));
    return builder.addRDN(BCStyle.CN, commonName).build();
  }

  private static Credential sign(
      X509v3CertificateBuilder builder, PrivateKey signer, KeyPair subject)
      throws OperatorCreationException, IOException {
    var signed = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer));
    return new Credential(pem(signed), pem(sec1(subject)));
  }

  private static KeyPair newKeys(SecureRandom random) throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  /** SEC1 with curve and public key inside, without which some readers refuse it. */
  private static PemObject sec1(KeyPair keys) throws IOException {
    var point = SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()).getPublicKeyData();
    var scalar = ((ECPrivateKey) keys.getPrivate()).getS();
    var encoded =
        new org.bouncycastle.asn1.sec.ECPrivateKey(
            256, scalar, point, SECObjectIdentifiers.secp256r1);
    return new PemObject("EC PRIVATE KEY", encoded.getEncoded());
  }

  private static BigInteger serial(SecureRandom random) {
    return new BigInteger(127, random).add(BigInteger.ONE);
  }

  private static String pem(Object object) throws IOException {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }

  private static X509CertificateHolder holder(String pem) throws IOException {
    try (var parser = new PEMParser(new StringReader(pem))) {
      if (parser.readObject() instanceof X509CertificateHolder holder) {
        return holder;
      }
      throw new IOException("not a certificate");
    }
  }

  private static X509Certificate parseCertificate(String pem)
      throws IOException, GeneralSecurityException {
    return new JcaX509CertificateConverter().getCertificate(holder(pem));
  }

  private static PrivateKey parseKey(String pem) throws IOException {
    try (var parser = new PEMParser(new StringReader(pem))) {
      if (parser.readObject() instanceof PEMKeyPair pair) {
        return new JcaPEMKeyConverter().getKeyPair(pair).getPrivate();
      }
      throw new IOException("not an EC private key");
    }
  }
}
