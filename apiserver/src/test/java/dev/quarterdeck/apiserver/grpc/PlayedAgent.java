package dev.quarterdeck.apiserver.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.client.grpc.GrpcClient;
import dev.quarterdeck.proto.v1.PatchRequest;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A node agent that a test plays, and one pod {@code default/one} on its node. */
final class PlayedAgent implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 10_000;

  private final BlockingQueue<Socket> connections = new LinkedBlockingQueue<>();
  private final ServerSocket server = new ServerSocket(0);

  PlayedAgent() throws IOException {
    Thread.ofVirtual().start(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        connections.add(server.accept());
      }
    } catch (IOException closed) {
      connections.clear();
    }
  }

  /** Makes the node known, and the pod. */
  void register(GrpcClient cluster) {
    var nodes = cluster.resources(Node.class);
    nodes.create(new NodeBuilder().withNewMetadata().withName("n1").endMetadata().build());
    var status =
        """
        {"status":{"addresses":[{"type":"InternalIP","address":"127.0.0.1"}],
         "daemonEndpoints":{"kubeletEndpoint":{"Port":%d}}}}
        """;
    nodes
        .subresource("status")
        .patch("n1", PatchRequest.Type.MERGE, status.formatted(server.getLocalPort()));
    cluster
        .resources(Pod.class)
        .inNamespace("default")
        .create(
            new PodBuilder()
                .withNewMetadata()
                .withName("one")
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withNodeName("n1")
                .addNewContainer()
                .withName("main")
                .withImage("i")
                .endContainer()
                .endSpec()
                .build());
  }

  /** The next connection the API server makes. */
  Socket next() throws Exception {
    var socket = connections.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    assertThat(socket).as("a connection to the agent").isNotNull();
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  static String head(Socket socket) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      var c = socket.getInputStream().read();
      if (c < 0) {
        throw new IOException("ended after: " + head);
      }
      head.append((char) c);
    }
    return head.toString();
  }

  static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Answers an upgrade, and from then on says nothing. */
  static void upgrade(Socket socket) throws IOException {
    write(
        socket,
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n"
            + "X-Stream-Protocol-Version: v4.channel.k8s.io\r\n\r\n");
  }

  /** Reads what comes until the server closes; fails when it does not. */
  static void assertCloses(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    var end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (in.read() >= 0) {
      assertThat(System.nanoTime()).as("still open").isLessThan(end);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
