package dev.quarterdeck.dns.server;

import dev.quarterdeck.dns.server.Client.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Questions over UDP at one address. */
final class UdpListener implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(UdpListener.class);
  // No question is longer.
  private static final int MAX_QUERY = 4096;
  private static final int BACKLOG_BYTES = 1 << 20;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

  private final DatagramChannel channel;
  private final QueryResponder responder;
  private final Predicate<InetAddress> mayRecurse;
  // Not a virtual one: names must not wait for whatever else occupies the carriers.
  private final Thread reader;

  private UdpListener(
      DatagramChannel channel, QueryResponder responder, Predicate<InetAddress> mayRecurse) {
    this.channel = channel;
    this.responder = responder;
    this.mayRecurse = mayRecurse;
    reader = Thread.ofPlatform().name("dns-udp").daemon().unstarted(this::read);
  }

  static UdpListener open(
      InetSocketAddress address, QueryResponder responder, Predicate<InetAddress> mayRecurse)
      throws IOException {
    var family =
        address.getAddress().getAddress().length == 4
            ? StandardProtocolFamily.INET
            : StandardProtocolFamily.INET6;
    var channel = DatagramChannel.open(family);
    try {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, BACKLOG_BYTES);
      channel.bind(address);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    var listener = new UdpListener(channel, responder, mayRecurse);
    listener.reader.start();
    return listener;
  }

  int port() throws IOException {
    return ((InetSocketAddress) channel.getLocalAddress()).getPort();
  }

  @Override
  public void close() {
    try {
      channel.close();
      reader.join(STOP_LIMIT);
    } catch (IOException e) {
      LOG.warn("socket not closed error=\"{}\"", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    var buffer = ByteBuffer.allocateDirect(MAX_QUERY);
    while (channel.isOpen()) {
      try {
        buffer.clear();
        var sender = (InetSocketAddress) channel.receive(buffer);
        var packet = new byte[buffer.flip().remaining()];
        buffer.get(packet);
        var address = sender.getAddress();
        responder.respond(
            packet,
            new Client(address, Transport.UDP, mayRecurse.test(address)),
            reply -> send(reply, sender));
      } catch (IOException e) {
        if (channel.isOpen()) {
          LOG.warn("a question was not read error=\"{}\"", e.toString());
        }
      } catch (RuntimeException e) {
        LOG.error("a question was not answered", e);
      }
    }
  }

  private void send(byte[] reply, SocketAddress client) {
    try {
      channel.send(ByteBuffer.wrap(reply), client);
    } catch (IOException e) {
      LOG.debug("answer not sent client={} error=\"{}\"", client, e.toString());
    }
  }
}
