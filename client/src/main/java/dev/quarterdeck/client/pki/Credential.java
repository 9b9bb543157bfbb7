package dev.quarterdeck.client.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A certificate and its private key.
 *
 * @param certificatePem X.509, PEM
 * @param privateKeyPem SEC1 EC key, PEM: the one form that client-go, fabric8 and Vert.x all read
 */
public record Credential(String certificatePem, String privateKeyPem) {

  /** Writes {@code name.crt} and {@code name.key} (readable by the owner only). */
  public void write(Path directory, String name) throws IOException {
    PemFiles.writePublic(directory.resolve(name + ".crt"), certificatePem);
    PemFiles.writePrivate(directory.resolve(name + ".key"), privateKeyPem);
  }

  static Credential read(Path directory, String name) throws IOException {
    return new Credential(
        Files.readString(directory.resolve(name + ".crt")),
        Files.readString(directory.resolve(name + ".key")));
  }
}
