package dev.quarterdeck.apiserver.grpc;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/** Takes a request's bytes apart into messages, however they are cut. Not for several threads. */
final class MessageReader {

  /** Kubernetes' limit for a body, and room for what stands around the object. */
  static final int MAX_MESSAGE = (3 * 1024 + 64) * 1024;

  private final Consumer<byte[]> messages;
  private final boolean gzip;
  private Buffer unread = Buffer.buffer();

  /**
   * @param encoding the {@code grpc-encoding} header; null for none
   */
  MessageReader(String encoding, Consumer<byte[]> messages) {
    this.gzip = "gzip".equals(encoding);
    this.messages = messages;
  }

  /**
   * @throws ApiFault REQUEST_ENTITY_TOO_LARGE; BAD_REQUEST for a compression nobody announced
   */
  void read(Buffer bytes) {
    unread = unread.length() == 0 ? bytes : unread.appendBuffer(bytes);
    var at = 0;
    while (unread.length() - at >= Frames.PREFIX) {
      var length = unread.getUnsignedInt(at + 1);
      if (length > MAX_MESSAGE) {
        throw tooLarge();
      }
      var end = at + Frames.PREFIX + (int) length;
      if (unread.length() < end) {
        break;
      }
      var message = unread.getBytes(at + Frames.PREFIX, end);
      messages.accept(unread.getByte(at) == 0 ? message : unpacked(message));
      at = end;
    }
    unread = at == 0 ? unread : unread.getBuffer(at, unread.length());
  }

  /** How much of an incomplete message is there. */
  int unread() {
    return unread.length();
  }

  private byte[] unpacked(byte[] message) {
    if (!gzip) {
      throw ApiFault.badRequest("a message is compressed in a way grpc-encoding does not say");
    }
    try (var in = new GZIPInputStream(new ByteArrayInputStream(message))) {
      var bytes = in.readNBytes(MAX_MESSAGE + 1);
      if (bytes.length > MAX_MESSAGE) {
        throw tooLarge();
      }
      return bytes;
    } catch (IOException e) {
      throw ApiFault.badRequest("a message is not gzip: " + e.getMessage());
    }
  }

  private static ApiFault tooLarge() {
    return new ApiFault(
        Reason.REQUEST_ENTITY_TOO_LARGE,
        "a message may have %d bytes at most".formatted(MAX_MESSAGE));
  }
}
