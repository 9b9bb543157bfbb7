package dev.quarterdeck.apiserver.token;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import dev.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.text.ParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Signs ServiceAccount tokens and knows its own again: JWTs (RFC 7519) with RS256 or ES256,
 * whichever the key is for.
 */
public final class TokenIssuer {

  /** The issuer kubeadm's clusters have. */
  public static final String DEFAULT_NAME = "https://kubernetes.default.svc.cluster.local";

  /** Longer than any token that was signed here. */
  private static final int MAX_LENGTH = 16 * 1024;

  /** Three texts in base64url (RFC 7515, 3.1): the library ignores what else stands in them. */
  private static final Pattern COMPACT =
      Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

  private final String name;
  private final JWK key;
  private final JWSAlgorithm algorithm;
  private final JWSSigner signer;
  private final JWSVerifier verifier;

  private TokenIssuer(
      String name, JWK key, JWSAlgorithm algorithm, JWSSigner signer, JWSVerifier verifier) {
    this.name = name;
    this.key = key;
    this.algorithm = algorithm;
    this.signer = signer;
    this.verifier = verifier;
  }

  /**
   * @param name the {@code iss} of its tokens, a URL; and the audience of those meant for this API
   *     server
   * @param keys RSA, or EC on P-256
   * @throws IllegalArgumentException for other keys
   */
  public static TokenIssuer of(String name, KeyPair keys) {
    try {
      return switch (keys.getPublic()) {
        case RSAPublicKey rsa ->
            new TokenIssuer(
                name,
                new RSAKey.Builder(rsa)
                    .keyID(keyId(keys))
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .build(),
                JWSAlgorithm.RS256,
                new RSASSASigner(keys.getPrivate()),
                new RSASSAVerifier(rsa));
        case ECPublicKey ec ->
            new TokenIssuer(
                name,
                new ECKey.Builder(Curve.P_256, ec)
                    .keyID(keyId(keys))
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .build(),
                JWSAlgorithm.ES256,
                new ECDSASigner((ECPrivateKey) keys.getPrivate()),
                new ECDSAVerifier(ec));
        default ->
            throw new IllegalArgumentException(
                "ServiceAccount tokens are signed with an RSA or EC key, not with "
                    + keys.getPublic().getAlgorithm());
      };
    } catch (JOSEException e) {
      throw new IllegalArgumentException("unfit key for ServiceAccount tokens", e);
    }
  }

  /** With a key that ends with this process, and all its tokens with it. */
  public static TokenIssuer ephemeral() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return of(DEFAULT_NAME, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK makes P-256 keys", e);
    }
  }

  /** The hash of the public key, as Kubernetes names its keys. */
  private static String keyId(KeyPair keys) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(keys.getPublic().getEncoded());
      return Base64URL.encode(digest).toString();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  public String name() {
    return name;
  }

  String sign(TokenClaims claims) {
    var header = new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build();
    var payload = new Payload(new String(Json.write(claims.toJson(name)), StandardCharsets.UTF_8));
    var token = new JWSObject(header, payload);
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("could not sign a token with key " + key.getKeyID(), e);
    }
    return token.serialize();
  }

  /** What a token says. */
  sealed interface Reading {
    record Genuine(TokenClaims claims) implements Reading {}

    /** Says it is this issuer's, and is not. */
    record Forged() implements Reading {}

    /** Somebody else's, or no token at all. */
    record Foreign() implements Reading {}
  }

  /** Reads a token without looking at the time or at what it is bound to. */
  Reading read(String token) {
    if (token.length() > MAX_LENGTH || !COMPACT.matcher(token).matches()) {
      return new Reading.Foreign();
    }
    try {
      var parsed = JWSObject.parse(token);
      var claims = own(parsed);
      if (claims.isEmpty()) {
        return new Reading.Foreign();
      }
      var genuine = parsed.getHeader().getAlgorithm().equals(algorithm) && parsed.verify(verifier);
      return genuine ? new Reading.Genuine(TokenClaims.read(claims.get())) : new Reading.Forged();
    } catch (ParseException notOurs) {
      return new Reading.Foreign();
    } catch (JOSEException unfit) {
      return new Reading.Forged();
    }
  }

  private Optional<ObjectNode> own(JWSObject token) {
    var claims = token.getPayload().toJSONObject();
    return claims != null && name.equals(claims.get("iss"))
        ? Optional.of(Json.parseObject(token.getPayload().toBytes()))
        : Optional.empty();
  }

  /** The public keys, a JSON Web Key Set (RFC 7517). */
  public byte[] publicKeys() {
    var keys = Json.object();
    keys.putArray("keys").add(Json.parse(bytes(key.toPublicJWK().toJSONString())));
    return Json.write(keys);
  }

  /**
   * The issuer's OpenID Connect discovery document.
   *
   * @param keysUrl where {@link #publicKeys} is served
   */
  public byte[] configuration(String keysUrl) {
    var document = Json.object().put("issuer", name).put("jwks_uri", keysUrl);
    document.putArray("response_types_supported").add("id_token");
    document.putArray("subject_types_supported").add("public");
    document.putArray("id_token_signing_alg_values_supported").add(algorithm.getName());
    return Json.write(document);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
