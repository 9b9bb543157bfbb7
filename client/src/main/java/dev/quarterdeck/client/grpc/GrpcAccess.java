package dev.quarterdeck.client.grpc;

import io.fabric8.kubernetes.client.Config;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Where a cluster is and who asks.
 *
 * @param host name or address
 * @param plaintext speak without TLS, as only tests do
 * @param ca what the server's certificate is checked against, PEM; null for the JDK's roots
 * @param certificate the client's, PEM; null for none
 * @param key the certificate's private key, PEM; null for none
 * @param token a bearer token; empty for none
 * @param as whom to impersonate; empty for nobody
 * @param asGroups with which groups, where somebody is impersonated
 */
public record GrpcAccess(
    String host,
    int port,
    boolean plaintext,
    byte[] ca,
    byte[] certificate,
    byte[] key,
    String token,
    String as,
    List<String> asGroups) {

  /** Answers are at most about 1 MiB or one object; this leaves room for the largest. */
  private static final int MAX_MESSAGE = 16 << 20;

  private static final int HTTPS = 443;
  private static final long KEEPALIVE_SECONDS = 60;

  /** Without TLS. */
  public static GrpcAccess plaintext(String host, int port, String token) {
    return new GrpcAccess(host, port, true, null, null, null, token, "", List.of());
  }

  /** The same access, used as if by another user. */
  public GrpcAccess impersonating(String user, List<String> groups) {
    return new GrpcAccess(host, port, plaintext, ca, certificate, key, token, user, groups);
  }

  /**
   * What the current context of a kubeconfig file says.
   *
   * @throws IllegalArgumentException when the file is missing or is no kubeconfig
   */
  public static GrpcAccess ofKubeconfig(Path kubeconfig) {
    if (!Files.isReadable(kubeconfig)) {
      throw new IllegalArgumentException("cannot read kubeconfig " + kubeconfig);
    }
    return of(Config.fromKubeconfig(kubeconfig.toFile()));
  }

  /** The same access as a REST client has. */
  public static GrpcAccess of(Config config) {
    var url = URI.create(config.getMasterUrl());
    var token = config.getOauthToken();
    var as = config.getImpersonateUsername();
    var groups = config.getImpersonateGroups();
    return new GrpcAccess(
        url.getHost(),
        url.getPort() < 0 ? HTTPS : url.getPort(),
        url.getScheme().equals("http"),
        pem(config.getCaCertData(), config.getCaCertFile()),
        pem(config.getClientCertData(), config.getClientCertFile()),
        pem(config.getClientKeyData(), config.getClientKeyFile()),
        token == null ? "" : token,
        as == null ? "" : as,
        groups == null ? List.of() : List.of(groups));
  }

  private static byte[] pem(String data, String file) {
    if (data != null && !data.isEmpty()) {
      return Base64.getDecoder().decode(data);
    }
    if (file == null || file.isEmpty()) {
      return null;
    }
    try {
      return Files.readAllBytes(Path.of(file));
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** Held here, since java.util.logging forgets the level of a logger nobody holds. */
  private static final Logger CHATTY = Logger.getLogger("io.grpc.netty.TcpMetrics");

  static {
    CHATTY.setLevel(Level.WARNING); // It tells at its start which sockets it will use.
  }

  /** A channel that connects when it is first needed. */
  ManagedChannel open(String userAgent) {
    var channel =
        NettyChannelBuilder.forAddress(host, port)
            .userAgent(userAgent)
            .maxInboundMessageSize(MAX_MESSAGE)
            .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
            .disableRetry();
    if (plaintext) {
      return channel.usePlaintext().build();
    }
    try {
      var tls = GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK);
      if (ca != null) {
        tls.trustManager(stream(ca));
      }
      if (certificate != null) {
        tls.keyManager(stream(certificate), stream(key));
      }
      return channel.sslContext(tls.build()).build();
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException("the credentials cannot be used: " + e.getMessage(), e);
    }
  }

  /** What each call says of who makes it. */
  Metadata headers() {
    var headers = new Metadata();
    if (!token.isEmpty()) {
      headers.put(header("authorization"), "Bearer " + token);
    }
    if (!as.isEmpty()) {
      headers.put(header("impersonate-user"), as);
      asGroups.forEach(group -> headers.put(header("impersonate-group"), group));
    }
    return headers;
  }

  private static Metadata.Key<String> header(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  private static InputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }
}
