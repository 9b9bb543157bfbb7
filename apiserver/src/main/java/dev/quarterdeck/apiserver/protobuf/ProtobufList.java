package dev.quarterdeck.apiserver.protobuf;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.function.IntFunction;

/**
 * A list in Kubernetes' protobuf encoding, written item by item. Its length comes first, so every
 * item is made before any is sent; up to a bound they are kept, beyond it they are made again.
 */
public final class ProtobufList {

  /** Bytes of items kept between measuring and writing. */
  private static final int KEPT = 2 * 1024 * 1024;

  private static final int USUAL = 4 * 1024;

  private final ProtobufWriter list;
  private final ProtobufWriter item;
  private final byte[] head;
  private final int count;
  private final IntFunction<byte[]> json;

  /**
   * @param list writes the list's kind
   * @param item writes the kind of its items
   * @param head the list as JSON, without items
   * @param count how many items there are
   * @param json each item as JSON; asked once or twice, always with the same answer
   */
  public ProtobufList(
      ProtobufWriter list, ProtobufWriter item, byte[] head, int count, IntFunction<byte[]> json) {
    this.list = list;
    this.item = item;
    this.head = head;
    this.count = count;
    this.json = json;
  }

  /**
   * @throws IllegalArgumentException when an item is no object of its kind; nothing is written then
   */
  public void writeTo(OutputStream out) throws IOException {
    var metadata = new WireOutput(256);
    list.message(head, metadata);
    var kept = new ArrayList<byte[]>();
    var buffer = new WireOutput(USUAL);
    var length = measure(kept, buffer) + metadata.size();
    buffer.clear();
    buffer.append(list.head(), 0, list.head().length);
    buffer.head(ProtobufWriter.RAW, length);
    buffer.append(metadata);
    buffer.writeTo(out);
    for (var i = 0; i < count; i++) {
      buffer.clear();
      if (i < kept.size()) {
        buffer.append(kept.get(i), 0, kept.get(i).length);
      } else {
        write(i, buffer);
      }
      buffer.writeTo(out);
    }
  }

  /** The length of all items; keeps the first of them. */
  private long measure(ArrayList<byte[]> kept, WireOutput buffer) {
    var length = 0L;
    var keptBytes = 0L;
    for (var i = 0; i < count; i++) {
      buffer.clear();
      write(i, buffer);
      length += buffer.size();
      keptBytes += buffer.size();
      if (keptBytes <= KEPT) {
        kept.add(buffer.toBytes());
      }
    }
    return length;
  }

  private void write(int i, WireOutput buffer) {
    var start = buffer.begin(list.items());
    item.message(json.apply(i), buffer);
    buffer.end(start);
  }
}
