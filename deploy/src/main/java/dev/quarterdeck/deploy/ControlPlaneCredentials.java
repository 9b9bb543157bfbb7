package dev.quarterdeck.deploy;

import dev.quarterdeck.apiserver.ApiServerConfig.KubeletCredentials;
import dev.quarterdeck.client.pki.CertificateAuthority;
import dev.quarterdeck.client.pki.Credential;
import dev.quarterdeck.client.pki.KubeconfigFile;
import dev.quarterdeck.client.pki.ServiceAccountKey;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/**
 * The certificates, keys and kubeconfigs of a control plane, in one folder.
 *
 * @param server the API server's URL in kubeconfigs
 * @param cluster the cluster's name in kubeconfigs
 */
record ControlPlaneCredentials(Path folder, String server, String cluster) {

  private static final String MASTERS = "system:masters";

  /**
   * Creates what is missing; certificates close to their end are made anew.
   *
   * @param serverNames names and addresses in the API server's certificate
   */
  void create(List<String> serverNames) throws IOException {
    var authority = authority();
    authority.server(folder, "apiserver", "kube-apiserver", serverNames);
    authority.client(
        folder, "apiserver-kubelet-client", "kube-apiserver-kubelet-client", List.of(MASTERS));
    serviceAccountKey();
    writeComponent("scheduler", "system:kube-scheduler");
    writeComponent("controller-manager", "system:kube-controller-manager");
  }

  private CertificateAuthority authority() throws IOException {
    return CertificateAuthority.openOrCreate(folder, InstantSource.system(), new SecureRandom());
  }

  /** Writes the kubeconfig of a client of the API that runs beside the server. */
  void writeComponent(String component, String user) throws IOException {
    var credential = authority().client(folder, component, user, List.of());
    write(kubeconfig(component), user, credential);
  }

  /** Writes a kubeconfig with all rights. */
  void writeAdministrator(Path file) throws IOException {
    var credential = authority().client(folder, "admin", "kubernetes-admin", List.of(MASTERS));
    write(file, cluster + "-admin", credential);
  }

  private void write(Path file, String user, Credential credential) throws IOException {
    KubeconfigFile.write(file, server, cluster, user, authority().certificatePem(), credential);
  }

  /** The kubeconfig of the scheduler or of another client that runs beside the server. */
  Path kubeconfig(String component) {
    return folder.resolve(component + ".kubeconfig");
  }

  /** What the API server shows to clients. */
  PemKeyCertOptions serverCertificate() {
    return new PemKeyCertOptions()
        .addCertPath(folder.resolve("apiserver.crt").toString())
        .addKeyPath(folder.resolve("apiserver.key").toString());
  }

  /** The authority that signs client certificates. */
  PemTrustOptions clientAuthority() {
    return new PemTrustOptions().addCertPath(folder.resolve("ca.crt").toString());
  }

  String authorityPem() throws IOException {
    return Files.readString(folder.resolve("ca.crt"));
  }

  /** What the API server shows to node agents. */
  KubeletCredentials kubelet() throws IOException {
    return new KubeletCredentials(
        Files.readAllBytes(folder.resolve("apiserver-kubelet-client.crt")),
        Files.readAllBytes(folder.resolve("apiserver-kubelet-client.key")),
        Files.readAllBytes(folder.resolve("ca.crt")));
  }

  /** The key that signs ServiceAccount tokens. */
  KeyPair serviceAccountKey() throws IOException {
    return ServiceAccountKey.openOrCreate(folder, new SecureRandom());
  }
}
