package dev.quarterdeck.machinery.protobuf;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.IntFunction;

/**
 * A list in Kubernetes' protobuf encoding, written item by item. Its length comes first, so every
 * item is made before any is sent; they are kept as far as the allowance goes, and made again
 * beyond it.
 */
public final class ProtobufList {

  private static final int USUAL = 4 * 1024;

  private final ProtobufWriter list;
  private final ProtobufWriter item;
  private final byte[] head;
  private final int count;
  private final IntFunction<byte[]> json;
  private final Allowance allowance;

  /**
   * @param list writes the list's kind
   * @param item writes the kind of its items
   * @param head the list as JSON, without items
   * @param count how many items there are
   * @param json each item as JSON; asked once or twice, always with the same answer
   */
  public ProtobufList(
      ProtobufWriter list,
      ProtobufWriter item,
      byte[] head,
      int count,
      IntFunction<byte[]> json,
      Allowance allowance) {
    this.list = list;
    this.item = item;
    this.head = head;
    this.count = count;
    this.json = json;
    this.allowance = allowance;
  }

  /**
   * @throws IllegalArgumentException when an item is no object of its kind; nothing is written then
   */
  public void writeTo(OutputStream out) throws IOException {
    var kept = new ArrayDeque<byte[]>();
    try {
      writeTo(out, kept);
    } finally {
      kept.forEach(bytes -> allowance.giveBack(bytes.length));
    }
  }

  private void writeTo(OutputStream out, Queue<byte[]> kept) throws IOException {
    var metadata = new WireOutput(256);
    list.message(head, metadata);
    var buffer = new WireOutput(USUAL);
    var length = measure(kept, buffer) + metadata.size();
    buffer.clear();
    buffer.append(list.head(), 0, list.head().length);
    buffer.head(ProtobufWriter.RAW, length);
    buffer.append(metadata);
    buffer.writeTo(out);
    for (var next = kept.size(); !kept.isEmpty() || next < count; ) {
      if (kept.isEmpty()) {
        write(next++, buffer);
        buffer.writeTo(out);
      } else {
        out.write(kept.peek());
        allowance.giveBack(kept.remove().length);
      }
    }
  }

  /** The length of all items; keeps the first of them. */
  private long measure(Queue<byte[]> kept, WireOutput buffer) {
    var length = 0L;
    for (var i = 0; i < count; i++) {
      write(i, buffer);
      length += buffer.size();
      if (kept.size() == i && allowance.take(buffer.size())) {
        kept.add(buffer.toBytes());
      }
    }
    return length;
  }

  private void write(int i, WireOutput buffer) {
    buffer.clear();
    var start = buffer.begin(list.items());
    item.message(json.apply(i), buffer);
    buffer.end(start);
  }
}
