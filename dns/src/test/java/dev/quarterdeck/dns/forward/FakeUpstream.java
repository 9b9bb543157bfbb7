package dev.quarterdeck.dns.forward;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;

/** A DNS server on loopback, UDP and TCP on one port, that says what a test wants. */
public final class FakeUpstream implements AutoCloseable {

  /** What it says; each answer is one packet, and no answer is silence. */
  public interface Script {
    List<Message> answers(Message query, boolean tcp) throws IOException;
  }

  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile Script script;

  private FakeUpstream(DatagramSocket udp, ServerSocket tcp, Script script) {
    this.udp = udp;
    this.tcp = tcp;
    this.script = script;
  }

  public static FakeUpstream start(Script script) throws IOException {
    var loopback = InetAddress.ofLiteral("127.0.0.1");
    var tcp = new ServerSocket(0, 50, loopback);
    var udp = new DatagramSocket(new InetSocketAddress(loopback, tcp.getLocalPort()));
    var upstream = new FakeUpstream(udp, tcp, script);
    Thread.ofVirtual().start(upstream::serveUdp);
    Thread.ofVirtual().start(upstream::serveTcp);
    return upstream;
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) udp.getLocalSocketAddress();
  }

  void say(Script next) {
    script = next;
  }

  /** {@code name TYPE}, or {@code name TYPE tcp}, of each question. */
  public List<String> asked() {
    return asked;
  }

  private List<Message> answers(byte[] packet, boolean overTcp) throws IOException {
    var query = new Message(packet);
    var question = query.getQuestion();
    asked.add(
        question.getName()
            + " "
            + org.xbill.DNS.Type.string(question.getType())
            + (overTcp ? " tcp" : ""));
    return script.answers(query, overTcp);
  }

  private void serveUdp() {
    var packet = new DatagramPacket(new byte[4096], 4096);
    while (!udp.isClosed()) {
      try {
        packet.setLength(4096);
        udp.receive(packet);
        var client = packet.getSocketAddress();
        var query = Arrays.copyOf(packet.getData(), packet.getLength());
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    for (var answer : answers(query, false)) {
                      var wire = answer.toWire();
                      udp.send(new DatagramPacket(wire, wire.length, client));
                    }
                  } catch (IOException e) {
                    if (!udp.isClosed()) {
                      throw new UncheckedIOException(e);
                    }
                  }
                });
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serveTcp() {
    while (!tcp.isClosed()) {
      try (var socket = tcp.accept()) {
        var in = new DataInputStream(socket.getInputStream());
        var query = in.readNBytes(in.readUnsignedShort());
        for (var answer : answers(query, true)) {
          var wire = answer.toWire();
          var out = new DataOutputStream(socket.getOutputStream());
          out.writeShort(wire.length);
          out.write(wire);
        }
      } catch (IOException e) {
        if (!tcp.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /** An empty answer to a query. */
  public static Message reply(Message query, int rcode) {
    var reply = new Message(query.getHeader().getID());
    reply.getHeader().setFlag(Flags.QR);
    reply.getHeader().setFlag(Flags.RA);
    reply.getHeader().setRcode(rcode);
    reply.addRecord(query.getQuestion(), Section.QUESTION);
    return reply;
  }

  /** An answer of one address. */
  public static Message address(Message query, int ttl, int last) {
    var reply = reply(query, Rcode.NOERROR);
    reply.addRecord(a(query.getQuestion().getName(), ttl, last), Section.ANSWER);
    return reply;
  }

  static Record a(Name name, int ttl, int last) {
    return new ARecord(name, DClass.IN, ttl, new byte[] {(byte) 192, 0, 2, (byte) last});
  }

  /** An answer that there is nothing, for {@code ttl} seconds. */
  static Message nothing(Message query, int rcode, int ttl) {
    var reply = reply(query, rcode);
    var zone = Name.fromConstantString("example.com.");
    reply.addRecord(
        new SOARecord(zone, DClass.IN, 9999, zone, zone, 1, 2, 3, 4, ttl), Section.AUTHORITY);
    return reply;
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
  }
}
