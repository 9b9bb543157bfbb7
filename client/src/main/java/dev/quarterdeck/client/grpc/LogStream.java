package dev.quarterdeck.client.grpc;

import com.google.protobuf.ByteString;
import dev.quarterdeck.proto.v1.LogChunk;
import java.io.InputStream;

/** A log's chunks as one stream of bytes. Reading throws {@link CallException}. */
final class LogStream extends InputStream {

  private final MessageStream<LogChunk> chunks;
  private ByteString chunk = ByteString.EMPTY;
  private int at;
  private boolean ended;

  LogStream(MessageStream<LogChunk> chunks) {
    this.chunks = chunks;
  }

  @Override
  public int read() {
    return fill() ? chunk.byteAt(at++) & 0xff : -1;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    var taken = Math.min(length, chunk.size() - at);
    chunk.substring(at, at + taken).copyTo(bytes, offset);
    at += taken;
    return taken;
  }

  private boolean fill() {
    while (!ended && at == chunk.size()) {
      var next = chunks.next();
      ended = next == null;
      chunk = ended ? ByteString.EMPTY : next.getData();
      at = 0;
    }
    return !ended;
  }

  @Override
  public void close() {
    chunks.close();
  }
}
