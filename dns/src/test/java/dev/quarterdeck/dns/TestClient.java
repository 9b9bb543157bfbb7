package dev.quarterdeck.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * Asks a server over real sockets.
 *
 * @param server on loopback
 * @param from the client's address, also of loopback
 */
record TestClient(InetSocketAddress server, String from) {

  private static final int LIMIT_MILLIS = 5000;

  DatagramSocket socket() throws IOException {
    var socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
    socket.connect(server);
    socket.setSoTimeout(LIMIT_MILLIS);
    return socket;
  }

  Message udp(Message query) throws IOException {
    try (var socket = socket()) {
      send(socket, query.toWire());
      return receive(socket);
    }
  }

  static void send(DatagramSocket socket, byte[] packet) throws IOException {
    socket.send(new DatagramPacket(packet, packet.length));
  }

  static Message receive(DatagramSocket socket) throws IOException {
    var packet = new DatagramPacket(new byte[65_536], 65_536);
    socket.receive(packet);
    return new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
  }

  Socket connect() throws IOException {
    var socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
    socket.connect(server);
    socket.setSoTimeout(LIMIT_MILLIS);
    return socket;
  }

  static void write(Socket socket, Message query) throws IOException {
    var wire = query.toWire();
    var out = new DataOutputStream(socket.getOutputStream());
    out.writeShort(wire.length);
    out.write(wire);
  }

  static Message read(Socket socket) throws IOException {
    var in = new DataInputStream(socket.getInputStream());
    return new Message(in.readNBytes(in.readUnsignedShort()));
  }

  Message tcp(Message query) throws IOException {
    try (var socket = connect()) {
      write(socket, query);
      return read(socket);
    }
  }

  static List<String> answers(Message message) {
    return message.getSection(Section.ANSWER).stream().map(Record::rdataToString).toList();
  }
}
