package dev.quarterdeck.machinery.protobuf;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Protobuf's wire format into memory. A message's length stands before it and is only known after
 * it: one byte is kept for it, and what follows moves up when that is too little.
 */
final class WireOutput {

  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int DELIMITED = 2;

  /** What a broken surrogate pair is written as. */
  private static final char REPLACEMENT = '\uFFFD';

  private byte[] bytes;
  private int size;

  WireOutput(int capacity) {
    bytes = new byte[capacity];
  }

  int size() {
    return size;
  }

  /** Forgets what was written. */
  void clear() {
    size = 0;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, size);
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, Math.multiplyExact(bytes.length, 2)));
    }
  }

  private void varint(long value) {
    room(10);
    size = put(bytes, size, value);
  }

  private static int put(byte[] target, int at, long value) {
    var next = at;
    var rest = value;
    while ((rest & ~0x7FL) != 0) {
      target[next++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[next++] = (byte) rest;
    return next;
  }

  static int varintLength(long value) {
    return Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7);
  }

  private void tag(int number, int wireType) {
    varint((long) number << 3 | wireType);
  }

  void integer(int number, long value) {
    tag(number, VARINT);
    varint(value);
  }

  void flag(int number, boolean value) {
    integer(number, value ? 1 : 0);
  }

  void fixed64(int number, long value) {
    tag(number, FIXED_64);
    room(8);
    for (var shift = 0; shift < 64; shift += 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  void bytes(int number, byte[] value) {
    bytes(number, value, 0, value.length);
  }

  void bytes(int number, byte[] value, int offset, int length) {
    head(number, length);
    append(value, offset, length);
  }

  /** Begins a field of known length; that many bytes must follow. */
  void head(int number, long length) {
    tag(number, DELIMITED);
    varint(length);
  }

  void append(byte[] value, int offset, int length) {
    room(length);
    System.arraycopy(value, offset, bytes, size, length);
    size += length;
  }

  void append(WireOutput other) {
    append(other.bytes, 0, other.size);
  }

  /** Begins a message; what {@link #end} wants. */
  int begin(int number) {
    tag(number, DELIMITED);
    room(1);
    return size++;
  }

  /** Ends the message that began at {@code start}. */
  void end(int start) {
    var length = size - start - 1;
    var needed = varintLength(length);
    if (needed > 1) {
      room(needed - 1);
      System.arraycopy(bytes, start + 1, bytes, start + needed, length);
      size += needed - 1;
    }
    put(bytes, start, length);
  }

  void text(int number, String value) {
    var characters = value.toCharArray();
    text(number, characters, 0, characters.length);
  }

  void text(int number, char[] characters, int offset, int length) {
    tag(number, DELIMITED);
    room(length * 3 + 5);
    if (length < 128 && ascii(characters, offset, length, size + 1)) {
      bytes[size] = (byte) length;
      size += length + 1;
      return;
    }
    varint(utf8Length(characters, offset, length));
    utf8(characters, offset, length);
  }

  /** Writes plain text; false when it is not plain, and then nothing counts as written. */
  private boolean ascii(char[] characters, int offset, int length, int at) {
    var seen = 0;
    for (var i = 0; i < length; i++) {
      var c = characters[offset + i];
      seen |= c;
      bytes[at + i] = (byte) c;
    }
    return seen < 0x80;
  }

  private static int utf8Length(char[] characters, int offset, int length) {
    var bytes = 0;
    for (var i = offset; i < offset + length; i++) {
      var c = characters[i];
      if (c < 0x80) {
        bytes++;
      } else if (c < 0x800) {
        bytes += 2;
      } else if (isPair(characters, i, offset + length)) {
        bytes += 4;
        i++;
      } else {
        bytes += 3;
      }
    }
    return bytes;
  }

  private static boolean isPair(char[] characters, int at, int end) {
    return at + 1 < end && Character.isSurrogatePair(characters[at], characters[at + 1]);
  }

  private void utf8(char[] characters, int offset, int length) {
    for (var i = offset; i < offset + length; i++) {
      var c = characters[i];
      if (c < 0x80) {
        bytes[size++] = (byte) c;
      } else if (c < 0x800) {
        bytes[size++] = (byte) (0xC0 | c >> 6);
        bytes[size++] = (byte) (0x80 | c & 0x3F);
      } else if (isPair(characters, i, offset + length)) {
        var code = Character.toCodePoint(c, characters[++i]);
        bytes[size++] = (byte) (0xF0 | code >> 18);
        bytes[size++] = (byte) (0x80 | code >> 12 & 0x3F);
        bytes[size++] = (byte) (0x80 | code >> 6 & 0x3F);
        bytes[size++] = (byte) (0x80 | code & 0x3F);
      } else {
        var code = Character.isSurrogate(c) ? REPLACEMENT : c;
        bytes[size++] = (byte) (0xE0 | code >> 12);
        bytes[size++] = (byte) (0x80 | code >> 6 & 0x3F);
        bytes[size++] = (byte) (0x80 | code & 0x3F);
      }
    }
  }
}
