package dev.quarterdeck.e2e.bench;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;

/**
 * Asks a DNS server over UDP, from several sockets.
 *
 * @param questions asked one after the other, again and again
 */
record DnsLoad(InetSocketAddress server, List<byte[]> questions) {

  private static final int LOST_AFTER_MILLIS = 500;
  private static final int IDS = 1 << 16;
  private static final int BUFFER = 4096;

  /** A question as resolvers ask it. */
  static byte[] question(String name, int type) {
    try {
      var message = new Message(0);
      message.getHeader().setFlag(Flags.RD);
      message.addRecord(
          Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN), Section.QUESTION);
      return message.toWire();
    } catch (TextParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /**
   * What came of it.
   *
   * @param lost questions without an answer
   */
  record Result(Load.Result answered, int lost) {}

  /** As fast as the server answers: each of the sockets always has so many questions under way. */
  Result flood(int sockets, int underWay, Duration length) throws Exception {
    var start = System.nanoTime();
    var clients = new ArrayList<Client>();
    try (var executor = Executors.newCachedThreadPool()) {
      var running = new ArrayList<Future<Void>>();
      for (var i = 0; i < sockets; i++) {
        var client = new Client(i);
        clients.add(client);
        Callable<Void> run =
            () -> {
              client.flood(underWay, start + length.toNanos());
              return null;
            };
        running.add(executor.submit(run));
      }
      for (var future : running) {
        future.get();
      }
    }
    return result(clients, start);
  }

  /** One question after the other, at a fixed pace. */
  Result paced(int perSecond, Duration length) throws Exception {
    var start = System.nanoTime();
    var client = new Client(0);
    client.paced(Duration.ofSeconds(1).dividedBy(perSecond).toNanos(), start + length.toNanos());
    return result(List.of(client), start);
  }

  private static Result result(List<Client> clients, long start) {
    var seconds = (System.nanoTime() - start) / 1e9;
    var samples = new Samples();
    clients.forEach(client -> samples.addAll(client.samples));
    var lost = clients.stream().mapToInt(client -> client.lost).sum();
    return new Result(new Load.Result(samples.count() / seconds, samples), lost);
  }

  private final class Client {
    private final long[] sentAt = new long[IDS];
    private final Samples samples = new Samples();
    private final byte[] buffer = new byte[BUFFER];
    private int next;
    private int waiting;
    private int lost;

    Client(int first) {
      next = first;
    }

    void flood(int underWay, long end) throws IOException {
      try (var socket = socket()) {
        while (System.nanoTime() < end) {
          while (waiting < underWay) {
            send(socket);
          }
          receive(socket);
        }
      }
    }

    void paced(long pause, long end) throws IOException {
      try (var socket = socket()) {
        for (var at = System.nanoTime(); at < end; at += pause) {
          while (System.nanoTime() < at) {
            LockSupport.parkNanos(at - System.nanoTime());
          }
          send(socket);
          receive(socket);
        }
      }
    }

    private DatagramSocket socket() throws IOException {
      var socket = new DatagramSocket();
      socket.connect(server);
      socket.setSoTimeout(LOST_AFTER_MILLIS);
      return socket;
    }

    private void send(DatagramSocket socket) throws IOException {
      var id = next++ % IDS;
      var packet = questions.get(id % questions.size()).clone();
      packet[0] = (byte) (id >> Byte.SIZE);
      packet[1] = (byte) id;
      sentAt[id] = System.nanoTime();
      socket.send(new DatagramPacket(packet, packet.length));
      waiting++;
    }

    private void receive(DatagramSocket socket) throws IOException {
      var packet = new DatagramPacket(buffer, BUFFER);
      try {
        socket.receive(packet);
        var id = Byte.toUnsignedInt(buffer[0]) << Byte.SIZE | Byte.toUnsignedInt(buffer[1]);
        samples.add(System.nanoTime() - sentAt[id]);
        waiting--;
      } catch (SocketTimeoutException e) {
        lost += waiting;
        waiting = 0;
      }
    }
  }
}
