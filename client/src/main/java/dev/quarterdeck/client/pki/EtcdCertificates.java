package dev.quarterdeck.client.pki;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/**
 * Where the certificates of an etcd member and of API servers, its only clients, are: PEM files
 * below the cluster's PKI folder, named as <a
 * href="https://kubernetes.io/docs/setup/best-practices/certificates/">kubeadm</a> names them. They
 * come from an authority of etcd's own, so that no certificate of the cluster opens etcd.
 *
 * @param authority of all of them
 * @param server what the member shows to clients; and its key
 * @param peer what members show to each other; and its key
 * @param client what an API server shows to etcd; and its key
 */
public record EtcdCertificates(Path authority, Pair server, Pair peer, Pair client) {

  /** A certificate and its private key, which only the owner can read. */
  public record Pair(Path certificate, Path key) {
    private static Pair in(Path folder, String name) {
      return new Pair(folder.resolve(name + ".crt"), folder.resolve(name + ".key"));
    }
  }

  /** Where they are below {@code pki}, whether made yet or not. */
  public static EtcdCertificates in(Path pki) {
    var folder = pki.resolve("etcd");
    return new EtcdCertificates(
        folder.resolve("ca.crt"),
        Pair.in(folder, "server"),
        Pair.in(folder, "peer"),
        Pair.in(pki, "apiserver-etcd-client"));
  }

  /**
   * Makes those that are missing or close to their end.
   *
   * @param names DNS names and IP addresses the member is reached under, at least one
   */
  public static EtcdCertificates openOrCreate(
      Path pki, List<String> names, InstantSource clock, SecureRandom random) throws IOException {
    var folder = pki.resolve("etcd");
    var authority = CertificateAuthority.openOrCreate(folder, "etcd-ca", clock, random);
    // etcd's own HTTP gateway calls the member as a client, with the server's certificate.
    authority.peer(folder, "server", "etcd", names);
    authority.peer(folder, "peer", "etcd", names);
    authority.client(pki, "apiserver-etcd-client", "kube-apiserver-etcd-client", List.of());
    return in(pki);
  }
}
