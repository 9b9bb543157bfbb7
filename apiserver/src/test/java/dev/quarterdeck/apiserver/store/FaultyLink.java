package dev.quarterdeck.apiserver.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** A TCP link to etcd that can swallow what is sent in one direction, and can be cut. */
final class FaultyLink implements AutoCloseable {

  private final ServerSocket server;
  private final int target;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicBoolean swallowRequests = new AtomicBoolean();
  private final AtomicBoolean swallowAnswers = new AtomicBoolean();

  FaultyLink(String endpoint) throws IOException {
    this.target = Integer.parseInt(endpoint.substring(endpoint.indexOf(':') + 1));
    this.server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  String endpoint() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  void swallowRequests() {
    swallowRequests.set(true);
  }

  void swallowAnswers() {
    swallowAnswers.set(true);
  }

  /** Breaks all connections; new ones work. */
  void cutAndHeal() {
    swallowRequests.set(false);
    swallowAnswers.set(false);
    cut();
  }

  private void cut() {
    for (var socket : sockets) {
      close(socket);
      sockets.remove(socket);
    }
  }

  private void accept() {
    try {
      while (true) {
        var client = server.accept();
        var etcd = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(etcd);
        Thread.ofVirtual().start(() -> pump(client, etcd, swallowRequests));
        Thread.ofVirtual().start(() -> pump(etcd, client, swallowAnswers));
      }
    } catch (IOException e) {
      cut(); // Closed.
    }
  }

  private static void pump(Socket from, Socket to, AtomicBoolean swallow) {
    var buffer = new byte[8_192];
    try {
      for (var n = from.getInputStream().read(buffer);
          n >= 0;
          n = from.getInputStream().read(buffer)) {
        if (!swallow.get()) {
          to.getOutputStream().write(buffer, 0, n);
        }
      }
    } catch (IOException e) {
      // Cut on purpose, or by an end that closed.
    } finally {
      close(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }
}
