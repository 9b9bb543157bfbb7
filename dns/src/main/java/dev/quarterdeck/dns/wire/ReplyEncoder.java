package dev.quarterdeck.dns.wire;

import java.util.List;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** Writes answers. */
public final class ReplyEncoder {

  /** Bytes that an answer over TCP may have. */
  public static final int TCP_LIMIT = 65_535;

  private static final int SMALLEST_RECORD = 16;
  private static final int EXTENDED_RCODE_SHIFT = 4;
  private static final int TRUNCATED_AT = 2;
  private static final int TRUNCATED = 0x02;

  private ReplyEncoder() {}

  /**
   * @param recursion whether the client may have other servers asked here
   * @param limit bytes; an answer that does not fit has as many records as do, and says that there
   *     are more
   */
  public static byte[] encode(Query query, DnsReply reply, boolean recursion, int limit) {
    var most = limit / SMALLEST_RECORD;
    var wire =
        reply.answers().size() > most
            ? null
            : message(query, reply, recursion, reply.answers(), true).toWire(limit);
    return wire == null || isTruncated(wire) ? part(query, reply, recursion, limit) : wire;
  }

  static boolean isTruncated(byte[] wire) {
    return (wire[TRUNCATED_AT] & TRUNCATED) != 0;
  }

  /** A client that does not come back over TCP still gets what it can use. */
  private static byte[] part(Query query, DnsReply reply, boolean recursion, int limit) {
    byte[] best = message(query, reply, recursion, List.of(), false).toWire(limit);
    var fits = 0;
    var tooMany = Math.min(reply.answers().size(), limit / SMALLEST_RECORD) + 1;
    while (fits + 1 < tooMany) {
      var count = (fits + tooMany) / 2;
      var some = reply.answers().subList(0, count);
      var wire = message(query, reply, recursion, some, false).toWire(limit);
      if (isTruncated(wire)) {
        tooMany = count;
      } else {
        fits = count;
        best = wire;
      }
    }
    best[TRUNCATED_AT] |= TRUNCATED;
    return best;
  }

  private static Message message(
      Query query, DnsReply reply, boolean recursion, List<Record> answers, boolean whole) {
    var message = new Message(query.id());
    flags(message.getHeader(), query, reply, recursion);
    message.addRecord(
        Record.newRecord(query.name(), query.type(), query.dclass()), Section.QUESTION);
    answers.forEach(record -> message.addRecord(record, Section.ANSWER));
    if (whole) {
      reply.authority().forEach(record -> message.addRecord(record, Section.AUTHORITY));
      reply.additional().forEach(record -> message.addRecord(record, Section.ADDITIONAL));
    }
    if (query.edns() != null) {
      message.addRecord(
          new OPTRecord(
              Query.OUR_UDP,
              reply.rcode() >> EXTENDED_RCODE_SHIFT,
              0,
              query.dnssecOk() ? ExtendedFlags.DO : 0),
          Section.ADDITIONAL);
    }
    return message;
  }

  private static void flags(Header header, Query query, DnsReply reply, boolean recursion) {
    header.setFlag(Flags.QR);
    set(header, Flags.AA, reply.authoritative());
    set(header, Flags.RD, query.recursionDesired());
    set(header, Flags.RA, recursion);
    set(header, Flags.CD, query.checkingDisabled());
    header.setRcode(reply.rcode() & 0xf);
  }

  private static void set(Header header, int flag, boolean wanted) {
    if (wanted) {
      header.setFlag(flag);
    }
  }
}
