package dev.quarterdeck.client.pki;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/** Writes kubeconfig files that kubectl, client-go and fabric8 read. */
public final class KubeconfigFile {

  private KubeconfigFile() {}

  /**
   * Writes one cluster, one user and one context, all data inline; readable by the owner only.
   *
   * @param server such as {@code https://127.0.0.1:6443}
   * @param cluster name of the cluster and the context
   */
  public static void write(
      Path file, String server, String cluster, String user, String caPem, Credential credential)
      throws IOException {
    PemFiles.writePrivate(
        file,
        """
        apiVersion: v1
        kind: Config
        clusters:
        - name: %1$s
          cluster:
            server: %2$s
            certificate-authority-data: %4$s
        users:
        - name: %3$s
          user:
            client-certificate-data: %5$s
            client-key-data: %6$s
        contexts:
        - name: %1$s
          context:
            cluster: %1$s
            user: %3$s
        current-context: %1$s
        """
            .formatted(
                cluster,
                server,
                user,
                base64(caPem),
                base64(credential.certificatePem()),
                base64(credential.privateKeyPem())));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
