package dev.quarterdeck.dns.server;

import dev.quarterdeck.client.background.Background;
import dev.quarterdeck.dns.server.Client.Transport;
import dev.quarterdeck.model.time.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Questions over TCP at one address (RFC 7766). */
final class TcpListener implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TcpListener.class);
  private static final int MAX_CONNECTIONS = 512;
  private static final int MAX_PER_CLIENT = 64;
  private static final int BACKLOG = 128;

  private final ServerSocket server;
  private final QueryResponder responder;
  private final Predicate<InetAddress> mayRecurse;
  private final Set<TcpConnection> connections = ConcurrentHashMap.newKeySet();
  private final Map<InetAddress, AtomicInteger> perClient = new ConcurrentHashMap<>();
  private final Background acceptor;

  private TcpListener(
      ServerSocket server, QueryResponder responder, Predicate<InetAddress> mayRecurse, Time time) {
    this.server = server;
    this.responder = responder;
    this.mayRecurse = mayRecurse;
    acceptor = new Background("dns-tcp", time, this::accept);
  }

  static TcpListener open(
      InetSocketAddress address,
      QueryResponder responder,
      Predicate<InetAddress> mayRecurse,
      Time time)
      throws IOException {
    var server = new ServerSocket();
    try {
      server.setReuseAddress(true);
      server.bind(address, BACKLOG);
    } catch (IOException e) {
      server.close();
      throw e;
    }
    var listener = new TcpListener(server, responder, mayRecurse, time);
    listener.acceptor.start();
    return listener;
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      LOG.warn("socket not closed error=\"{}\"", e.toString());
    }
    acceptor.close();
    connections.forEach(TcpConnection::close);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        take(server.accept());
      } catch (IOException e) {
        if (!server.isClosed()) {
          LOG.warn("a connection was not accepted error=\"{}\"", e.toString());
        }
      }
    }
  }

  private void take(Socket socket) throws IOException {
    var address = socket.getInetAddress();
    var count = perClient.computeIfAbsent(address, _ -> new AtomicInteger());
    if (connections.size() >= MAX_CONNECTIONS || count.get() >= MAX_PER_CLIENT) {
      forget(address, count);
      socket.close();
      return;
    }
    count.incrementAndGet();
    var client = new Client(address, Transport.TCP, mayRecurse.test(address));
    var connection =
        new TcpConnection(
            socket,
            (packet, sink) -> responder.respond(packet, client, sink),
            gone -> {
              connections.remove(gone);
              count.decrementAndGet();
              forget(address, count);
            });
    connections.add(connection);
    connection.start();
  }

  private void forget(InetAddress address, AtomicInteger count) {
    perClient.computeIfPresent(
        address, (_, held) -> held == count && held.get() == 0 ? null : held);
  }
}
