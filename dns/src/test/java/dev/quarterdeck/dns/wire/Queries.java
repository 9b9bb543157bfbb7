package dev.quarterdeck.dns.wire;

import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Packets as clients make them. */
public final class Queries {

  private Queries() {}

  /** A plain question, recursion desired. */
  public static Message plain(String name, int type) {
    var message = new Message(4711);
    message.getHeader().setFlag(Flags.RD);
    message.addRecord(
        Record.newRecord(Name.fromConstantString(name), type, DClass.IN), Section.QUESTION);
    return message;
  }

  /** One of a client that takes answers of {@code payload} bytes. */
  public static Message edns(String name, int type, int payload) {
    var message = plain(name, type);
    message.addRecord(new OPTRecord(payload, 0, 0), Section.ADDITIONAL);
    return message;
  }

  /** What the server makes of it. */
  public static Query decoded(Message message) {
    return switch (QueryDecoder.decode(message.toWire())) {
      case Decoded.Question(var query) -> query;
      case Decoded other -> throw new AssertionError("not a question: " + other);
    };
  }

  public static Query a(String name) {
    return decoded(plain(name, Type.A));
  }
}
