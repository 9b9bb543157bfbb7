package dev.quarterdeck.client.pki;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;

/**
 * The key pair that signs ServiceAccount tokens: {@code sa.key} and {@code sa.pub}, RSA, named and
 * written as kubeadm does. All API servers of a cluster share it.
 */
public final class ServiceAccountKey {

  private static final int RSA_BITS = 2048;

  private ServiceAccountKey() {}

  /**
   * Reads {@code sa.key} from {@code directory} (RSA or EC), making an RSA key at the first call.
   *
   * @throws IOException when the files cannot be read or written, or hold something else
   */
  public static KeyPair openOrCreate(Path directory, SecureRandom random) throws IOException {
    var file = directory.resolve("sa.key");
    if (!Files.exists(file)) {
      var keys = create(random);
      PemFiles.writePublic(directory.resolve("sa.pub"), pem(keys.getPublic()));
      PemFiles.writePrivate(file, pem(keys.getPrivate()));
    }
    try (var parser = new PEMParser(new StringReader(Files.readString(file)))) {
      if (parser.readObject() instanceof PEMKeyPair pair) {
        return new JcaPEMKeyConverter().getKeyPair(pair);
      }
      throw new IOException(file + " holds no private key of the kind RSA or EC in PEM");
    }
  }

  private static KeyPair create(SecureRandom random) throws IOException {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(RSA_BITS, random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IOException("could not make a key for ServiceAccount tokens", e);
    }
  }

  private static String pem(Object key) throws IOException {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(key);
    }
    return text.toString();
  }
}
