package dev.quarterdeck.dns.wire;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** A message on a TCP connection: its length in two bytes, then itself (RFC 1035, 4.2.2). */
public final class TcpFrame {

  private TcpFrame() {}

  public static byte[] of(byte[] message) {
    return ByteBuffer.allocate(Short.BYTES + message.length)
        .putShort((short) message.length)
        .put(message)
        .array();
  }

  /**
   * Reads the next message; one that comes byte by byte has no more time than a whole one.
   *
   * @param longest bytes; a longer one is refused
   * @param limit for all of it
   * @throws EOFException when the other side has ended
   */
  public static byte[] read(Socket socket, int longest, Duration limit) throws IOException {
    var end = System.nanoTime() + limit.toNanos();
    var length = Short.toUnsignedInt(ByteBuffer.wrap(bytes(socket, Short.BYTES, end)).getShort());
    if (length > longest) {
      throw new IOException("a message of %d bytes is too long".formatted(length));
    }
    return bytes(socket, length, end);
  }

  private static byte[] bytes(Socket socket, int count, long end) throws IOException {
    var bytes = new byte[count];
    var have = 0;
    while (have < count) {
      var left = Duration.ofNanos(end - System.nanoTime()).toMillis();
      if (left <= 0) {
        throw new SocketTimeoutException("no whole message in time");
      }
      socket.setSoTimeout((int) left);
      var got = socket.getInputStream().read(bytes, have, count - have);
      if (got < 0) {
        throw new EOFException();
      }
      have += got;
    }
    return bytes;
  }
}
