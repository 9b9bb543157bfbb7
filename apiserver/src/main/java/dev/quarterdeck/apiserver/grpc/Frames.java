package dev.quarterdeck.apiserver.grpc;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Messages with gRPC's prefix: a byte that says "not compressed" and the length in four. */
final class Frames {

  static final int PREFIX = 5;

  private Frames() {}

  static byte[] of(MessageLite message) {
    var frame = ofLength(message.getSerializedSize());
    try {
      message.writeTo(CodedOutputStream.newInstance(frame, PREFIX, frame.length - PREFIX));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    return frame;
  }

  /** An empty frame for a message of {@code length} bytes, which begins at {@link #PREFIX}. */
  static byte[] ofLength(int length) {
    var frame = new byte[PREFIX + length];
    frame[1] = (byte) (length >>> 24);
    frame[2] = (byte) (length >>> 16);
    frame[3] = (byte) (length >>> 8);
    frame[4] = (byte) length;
    return frame;
  }
}
