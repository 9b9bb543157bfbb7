package dev.quarterdeck.agent.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** Reads a log file line by line while the runtime may append to it or the agent may rotate it. */
final class LogFile implements AutoCloseable {

  private static final int BLOCK = 64 << 10;

  /** The length above which a line is read in pieces; runtimes split lines at 16 KiB. */
  private static final int MAX_LINE = 1 << 20;

  private final Path path;
  private final Object identity;
  private final FileChannel channel;
  private final ByteBuffer block = ByteBuffer.allocate(BLOCK).limit(0);
  private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();

  private LogFile(Path path, Object identity, FileChannel channel) {
    this.path = path;
    this.identity = identity;
    this.channel = channel;
  }

  static LogFile open(Path path) throws IOException {
    var channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new LogFile(path, identity(path), channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static Object identity(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /** Whether the path now leads to another file. */
  boolean rotated() {
    try {
      return !identity(path).equals(identity);
    } catch (IOException notThere) {
      return false; // between the move and the runtime's new file
    }
  }

  /** Moves to the beginning of the last {@code lines} lines. */
  void skipToTail(long lines) throws IOException {
    var position = channel.size();
    var wanted = lines + 1;
    // The first newline found ends the last line.
    for (var found = 0L; position > 0; ) {
      var start = Math.max(0, position - BLOCK);
      var bytes = ByteBuffer.allocate((int) (position - start));
      while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) >= 0) {
        continue;
      }
      for (var i = bytes.position() - 1; i >= 0; i--) {
        if (bytes.get(i) == '\n' && ++found == wanted) {
          channel.position(start + i + 1);
          return;
        }
      }
      position = start;
    }
    channel.position(0);
  }

  /** The next line with its newline; empty when the file has no further complete line. */
  Optional<byte[]> nextLine() throws IOException {
    do {
      while (block.hasRemaining()) {
        var b = block.get();
        unfinished.write(b);
        if (b == '\n' || unfinished.size() >= MAX_LINE) {
          var line = unfinished.toByteArray();
          unfinished.reset();
          return Optional.of(line);
        }
      }
    } while (fill());
    return Optional.empty();
  }

  private boolean fill() throws IOException {
    block.clear();
    var read = channel.read(block);
    block.flip();
    return read > 0;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
