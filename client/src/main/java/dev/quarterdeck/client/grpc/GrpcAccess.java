package dev.quarterdeck.client.grpc;

import io.fabric8.kubernetes.client.Config;
import io.grpc.ManagedChannel;
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
 */
public record GrpcAccess(
    String host,
    int port,
    boolean plaintext,
    byte[] ca,
    byte[] certificate,
    byte[] key,
    String token) {

  /** Answers are at most about 1 MiB or one object; this leaves room for the largest. */
  private static final int MAX_MESSAGE = 16 << 20;

  private static final int HTTPS = 443;
  private static final long KEEPALIVE_SECONDS = 60;

  /** Without TLS. */
  public static GrpcAccess plaintext(String host, int port, String token) {
    return new GrpcAccess(host, port, true, null, null, null, token);
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
    return new GrpcAccess(
        url.getHost(),
        url.getPort() < 0 ? HTTPS : url.getPort(),
        url.getScheme().equals("http"),
        pem(config.getCaCertData(), config.getCaCertFile()),
        pem(config.getClientCertData(), config.getClientCertFile()),
        pem(config.getClientKeyData(), config.getClientKeyFile()),
        token == null ? "" : token);
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

  private static InputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }
}
