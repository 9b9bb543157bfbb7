package dev.quarterdeck.dns.forward;

import dev.quarterdeck.dns.wire.DnsReply;
import dev.quarterdeck.dns.wire.Query;
import dev.quarterdeck.dns.wire.ReplyEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.DNSInput;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * What upstream servers said to a question, as bytes: telling it again costs a copy in which id,
 * flags, case of the name and times to live are set.
 */
public final class UpstreamAnswer {

  private static final long MAX_POSITIVE = 3600;
  private static final long MAX_NEGATIVE = 1800;
  // RFC 9520: a failure is kept for a moment, so that nobody hammers servers that are down.
  private static final long FAILURE = 5;
  private static final int MAX_RCODE = 0xf;
  private static final int OPT_LENGTH = 11;
  private static final int FLAGS_AT = 2;
  private static final int ARCOUNT_AT = 10;
  private static final int AUTHENTIC_DATA = 0x0020;
  private static final int CHECKING_DISABLED = 0x0010;
  private static final int RECURSION_DESIRED = 0x0100;

  private final byte[] wire;
  private final int[] ttlsAt;
  private final int rcode;
  private final boolean positive;
  private final long seconds;
  private final long since;

  private UpstreamAnswer(
      byte[] wire, int[] ttlsAt, int rcode, boolean positive, long seconds, long since) {
    this.wire = wire;
    this.ttlsAt = ttlsAt;
    this.rcode = rcode;
    this.positive = positive;
    this.seconds = seconds;
    this.since = since;
  }

  /**
   * @param message whose question has been compared with what was asked
   * @param now monotonic nanoseconds
   */
  static UpstreamAnswer of(Message message, long now) throws IOException {
    var kept = new Message(0);
    var header = kept.getHeader();
    for (var flag : new int[] {Flags.QR, Flags.RA}) {
      header.setFlag(flag);
    }
    if (message.getHeader().getFlag(Flags.AD)) {
      header.setFlag(Flags.AD);
    }
    var rcode = message.getRcode() > MAX_RCODE ? Rcode.SERVFAIL : message.getRcode();
    header.setRcode(rcode);
    kept.addRecord(message.getQuestion(), Section.QUESTION);
    for (var section : new int[] {Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL}) {
      for (var record : message.getSection(section)) {
        if (record.getType() != Type.OPT && record.getType() != Type.TSIG) {
          kept.addRecord(record, section);
        }
      }
    }
    var wire = kept.toWire();
    var positive = rcode == Rcode.NOERROR && header.getCount(Section.ANSWER) > 0;
    return new UpstreamAnswer(
        wire, ttlsAt(wire), rcode, positive, seconds(kept, rcode, positive), now);
  }

  /** That nobody could be asked, or nobody answered. */
  static UpstreamAnswer failure(Question question, int rcode, long now) {
    var message = new Message(0);
    message.getHeader().setFlag(Flags.QR);
    message.getHeader().setFlag(Flags.RA);
    message.getHeader().setRcode(rcode);
    message.addRecord(
        Record.newRecord(question.name(), question.type(), question.dclass()), Section.QUESTION);
    return new UpstreamAnswer(message.toWire(), new int[0], rcode, false, FAILURE, now);
  }

  private static int[] ttlsAt(byte[] wire) throws IOException {
    var in = new DNSInput(wire);
    var header = new Header(wire);
    in.jump(Header.LENGTH);
    new Name(in);
    in.jump(in.current() + 4);
    var count =
        header.getCount(Section.ANSWER)
            + header.getCount(Section.AUTHORITY)
            + header.getCount(Section.ADDITIONAL);
    var at = new int[count];
    for (var i = 0; i < count; i++) {
      new Name(in);
      in.jump(in.current() + 4);
      at[i] = in.current();
      in.readU32();
      in.readByteArray(in.readU16());
    }
    return at;
  }

  /** How long it may be kept; 0 for not at all. */
  private static long seconds(Message message, int rcode, boolean positive) {
    if (positive) {
      return message.getSection(Section.ANSWER).stream()
          .mapToLong(Record::getTTL)
          .reduce(MAX_POSITIVE, Math::min);
    }
    if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
      return FAILURE;
    }
    // RFC 2308: without a SOA record nobody said for how long there is nothing.
    return message.getSection(Section.AUTHORITY).stream()
        .filter(SOARecord.class::isInstance)
        .map(SOARecord.class::cast)
        .mapToLong(soa -> Math.min(soa.getTTL(), soa.getMinimum()))
        .map(least -> Math.min(least, MAX_NEGATIVE))
        .findFirst()
        .orElse(0);
  }

  public int rcode() {
    return rcode;
  }

  /** Whether there is what was asked for. */
  boolean isPositive() {
    return positive;
  }

  /** Whether it says no more than that something went wrong. */
  boolean isFailure() {
    return rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN;
  }

  /** Of memory, about. */
  int size() {
    return wire.length + Integer.BYTES * ttlsAt.length;
  }

  boolean mayBeKept() {
    return seconds > 0;
  }

  boolean isOver(long now) {
    return now - since >= Duration.ofSeconds(seconds).toNanos();
  }

  /** Whether the last tenth of its time has begun. */
  boolean isNearlyOver(long now) {
    return (now - since) / 9 * 10 >= Duration.ofSeconds(seconds).toNanos();
  }

  /** The answer to a query of its question. */
  public byte[] encode(Query query, int limit, long now) {
    var length = wire.length + (query.edns() == null ? 0 : OPT_LENGTH);
    return length > limit
        ? ReplyEncoder.encode(query, reply(now), true, limit)
        : copy(query, length, now);
  }

  private byte[] copy(Query query, int length, long now) {
    var copy = aged(length, now);
    copy.putShort(0, (short) query.id());
    int flags = copy.getShort(FLAGS_AT);
    if (!query.authenticData() && !query.dnssecOk()) {
      flags &= ~AUTHENTIC_DATA;
    }
    flags |= query.recursionDesired() ? RECURSION_DESIRED : 0;
    flags |= query.checkingDisabled() ? CHECKING_DISABLED : 0;
    copy.putShort(FLAGS_AT, (short) flags);
    copy.put(Header.LENGTH, query.name().toWire());
    if (query.edns() != null) {
      copy.putShort(ARCOUNT_AT, (short) (copy.getShort(ARCOUNT_AT) + 1));
      copy.position(wire.length);
      copy.put((byte) 0)
          .putShort((short) Type.OPT)
          .putShort((short) Query.OUR_UDP)
          .putShort((short) 0)
          .putShort((short) (query.dnssecOk() ? ExtendedFlags.DO : 0))
          .putShort((short) 0);
    }
    return copy.array();
  }

  private ByteBuffer aged(int length, long now) {
    var copy = ByteBuffer.wrap(java.util.Arrays.copyOf(wire, length));
    var age = Duration.ofNanos(now - since).toSeconds();
    for (var at : ttlsAt) {
      copy.putInt(at, (int) Math.max(0, Integer.toUnsignedLong(copy.getInt(at)) - age));
    }
    return copy;
  }

  /** The same as records. */
  public DnsReply reply(long now) {
    try {
      var message = new Message(aged(wire.length, now).array());
      return new DnsReply(
          rcode,
          false,
          records(message, Section.ANSWER),
          records(message, Section.AUTHORITY),
          records(message, Section.ADDITIONAL));
    } catch (IOException e) {
      throw new IllegalStateException("what was written cannot be read", e);
    }
  }

  private static List<Record> records(Message message, int section) {
    return new ArrayList<>(message.getSection(section));
  }
}
