package dev.quarterdeck.dns.forward;

import dev.quarterdeck.dns.wire.ReplyEncoder;
import dev.quarterdeck.dns.wire.TcpFrame;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** One question to one server and its answer: over UDP, and over TCP when that is too small. */
final class UpstreamQuery {

  private static final int UDP_PAYLOAD = 1232;
  private static final int BUFFER = 4096;
  private static final int IDS = 1 << 16;

  private final RandomGenerator random;

  /**
   * @param random should be hard to guess: with the port it is all that tells a real answer from a
   *     forged one
   */
  UpstreamQuery(RandomGenerator random) {
    this.random = random;
  }

  /**
   * @param limit for each of the tries it may take
   * @throws IOException when there is no answer in time, or no whole one
   */
  Message ask(InetSocketAddress server, Question question, Duration limit) throws IOException {
    var answer = ask(server, query(question, true), limit);
    // A server older than EDNS.
    return answer.getRcode() == Rcode.FORMERR && answer.getOPT() == null
        ? ask(server, query(question, false), limit)
        : answer;
  }

  private Message ask(InetSocketAddress server, Message query, Duration limit) throws IOException {
    var answer = overUdp(server, query, limit);
    return answer.getHeader().getFlag(Flags.TC) ? overTcp(server, query, limit) : answer;
  }

  private Message query(Question question, boolean edns) {
    var query = new Message(random.nextInt(IDS));
    query.getHeader().setFlag(Flags.RD);
    if (question.checkingDisabled()) {
      query.getHeader().setFlag(Flags.CD);
    }
    query.addRecord(
        Record.newRecord(question.name(), question.type(), question.dclass()), Section.QUESTION);
    if (edns) {
      var flags = question.dnssecOk() ? ExtendedFlags.DO : 0;
      query.addRecord(new OPTRecord(UDP_PAYLOAD, 0, 0, flags), Section.ADDITIONAL);
    }
    return query;
  }

  /** A new socket each time, so that the kernel chooses a new port. */
  private static Message overUdp(InetSocketAddress server, Message query, Duration limit)
      throws IOException {
    try (var socket = new DatagramSocket()) {
      socket.connect(server);
      var out = query.toWire();
      socket.send(new DatagramPacket(out, out.length));
      var end = System.nanoTime() + limit.toNanos();
      var in = new DatagramPacket(new byte[BUFFER], BUFFER);
      while (true) {
        socket.setSoTimeout(millisTo(end, server));
        in.setLength(BUFFER);
        socket.receive(in);
        var answer = answer(java.util.Arrays.copyOf(in.getData(), in.getLength()), query);
        if (answer != null) {
          return answer;
        }
      }
    }
  }

  /** Null when it is not the answer to that query, forged or late as it may be. */
  private static Message answer(byte[] packet, Message query) {
    try {
      var message = new Message(packet);
      var header = message.getHeader();
      return header.getFlag(Flags.QR)
              && header.getID() == query.getHeader().getID()
              && query.getQuestion().equals(message.getQuestion())
          ? message
          : null;
    } catch (IOException | RuntimeException e) {
      return null; // as good as none: the real one may still come
    }
  }

  private static Message overTcp(InetSocketAddress server, Message query, Duration limit)
      throws IOException {
    try (var socket = new Socket()) {
      socket.connect(server, (int) limit.toMillis());
      socket.getOutputStream().write(TcpFrame.of(query.toWire()));
      var answer = answer(TcpFrame.read(socket, ReplyEncoder.TCP_LIMIT, limit), query);
      if (answer == null) {
        throw new IOException("%s answered something else".formatted(server));
      }
      return answer;
    }
  }

  private static int millisTo(long end, SocketAddress server) throws SocketTimeoutException {
    var left = Duration.ofNanos(end - System.nanoTime()).toMillis();
    if (left <= 0) {
      throw new SocketTimeoutException("no answer in time from " + server);
    }
    return (int) left;
  }
}
