package dev.quarterdeck.deploy;

import dev.quarterdeck.apiserver.store.EtcdConfig;
import dev.quarterdeck.client.pki.EtcdCertificates;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** How to reach etcd, in kube-apiserver's words. */
final class EtcdOptions {

  @Option(
      names = {"--etcd-servers", "--etcd-endpoints"},
      split = ",",
      paramLabel = "URL",
      defaultValue = "https://127.0.0.1:2379",
      description = "etcd's client URLs (default: ${DEFAULT-VALUE}).")
  List<String> servers;

  @Option(
      names = "--etcd-cafile",
      paramLabel = "FILE",
      description =
          "Check etcd's certificate against this authority (default with https: etcd/ca.crt in"
              + " --pki-dir).")
  Path authority;

  @Option(
      names = "--etcd-certfile",
      paramLabel = "FILE",
      description =
          "Show etcd this client certificate (default with https: apiserver-etcd-client.crt in"
              + " --pki-dir). Where none of the three files is given, those in --pki-dir are made"
              + " when absent, and with them etcd/server.crt and etcd/peer.crt for etcd itself.")
  Path certificate;

  @Option(
      names = "--etcd-keyfile",
      paramLabel = "FILE",
      description = "The key of --etcd-certfile.")
  Path key;

  /**
   * The configuration of the store; makes the certificates that are missing.
   *
   * @throws IllegalArgumentException naming the option at fault
   */
  EtcdConfig config(Path pkiDir) throws IOException {
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException("--etcd-certfile and --etcd-keyfile go together");
    }
    var given = Stream.of(authority, certificate).anyMatch(file -> file != null);
    var config = EtcdConfig.of(servers, tls(authority, certificate, key));
    if (given && config.tls().isEmpty()) {
      throw new IllegalArgumentException(
          "--etcd-cafile, --etcd-certfile and --etcd-keyfile are for https:// servers, not "
              + String.join(",", servers));
    }
    return given || config.tls().isEmpty() ? config : EtcdConfig.of(servers, ownTls(pkiDir));
  }

  private EtcdConfig.Tls ownTls(Path pkiDir) throws IOException {
    var files =
        EtcdCertificates.openOrCreate(pkiDir, names(), InstantSource.system(), new SecureRandom());
    return tls(files.authority(), files.client().certificate(), files.client().key());
  }

  private List<String> names() {
    return Stream.concat(
            Stream.of("localhost", "127.0.0.1"),
            servers.stream()
                .map(server -> URI.create(server).getHost())
                .map(host -> host.replaceAll("[\\[\\]]", "")))
        .distinct()
        .toList();
  }

  private static EtcdConfig.Tls tls(Path authority, Path certificate, Path key) {
    var client =
        Optional.ofNullable(certificate).map(file -> new EtcdConfig.ClientCertificate(file, key));
    return new EtcdConfig.Tls(Optional.ofNullable(authority), client);
  }
}
