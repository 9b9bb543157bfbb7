package dev.quarterdeck.dns.wire;

import dev.quarterdeck.dns.wire.Query.Edns;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Reads what clients send, which may be anything. */
public final class QueryDecoder {

  private static final int FLAGS_AT = 2;
  private static final int RESPONSE = 0x8000;
  private static final int OPCODE_SHIFT = 11;
  private static final int OPCODE_MASK = 0xf;
  private static final int RECURSION_DESIRED = 0x0100;

  private QueryDecoder() {}

  public static Decoded decode(byte[] packet) {
    if (packet.length < Header.LENGTH) {
      return new Decoded.Noise();
    }
    var head = ByteBuffer.wrap(packet);
    var flags = head.getShort(FLAGS_AT);
    // Whoever answers answers starts a conversation that never ends.
    if ((flags & RESPONSE) != 0) {
      return new Decoded.Noise();
    }
    var opcode = flags >> OPCODE_SHIFT & OPCODE_MASK;
    if (opcode != Opcode.QUERY) {
      return refused(head, opcode, Rcode.NOTIMP);
    }
    try {
      return question(new Message(packet));
    } catch (IOException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      return refused(head, opcode, Rcode.FORMERR);
    }
  }

  private static Decoded question(Message message) {
    var header = message.getHeader();
    var question = message.getQuestion();
    // There is none in a broken packet that says of itself that it was cut off.
    if (question == null || header.getCount(Section.QUESTION) != 1 || options(message) > 1) {
      return new Decoded.Refused(bare(header), Rcode.FORMERR);
    }
    var query =
        new Query(
            header.getID(),
            header.getFlag(Flags.RD),
            header.getFlag(Flags.CD),
            header.getFlag(Flags.AD),
            question.getName(),
            question.getType(),
            question.getDClass(),
            edns(message.getOPT()));
    return query.edns() != null && query.edns().version() > 0
        ? new Decoded.Refused(
            ReplyEncoder.encode(query, DnsReply.error(Rcode.BADVERS), false, query.udpLimit()),
            Rcode.BADVERS)
        : new Decoded.Question(query);
  }

  private static long options(Message message) {
    return message.getHeader().getCount(Section.ADDITIONAL) < 2
        ? 0
        : message.getSection(Section.ADDITIONAL).stream()
            .filter(record -> record.getType() == Type.OPT)
            .count();
  }

  private static Edns edns(OPTRecord opt) {
    return opt == null
        ? null
        : new Edns(
            opt.getVersion(), opt.getPayloadSize(), (opt.getFlags() & ExtendedFlags.DO) != 0);
  }

  private static byte[] bare(Header header) {
    var reply = new Header(header.getID());
    reply.setFlag(Flags.QR);
    if (header.getFlag(Flags.RD)) {
      reply.setFlag(Flags.RD);
    }
    reply.setRcode(Rcode.FORMERR);
    return reply.toWire();
  }

  /** The head alone: the rest of the packet may not be what it says it is. */
  private static Decoded refused(ByteBuffer head, int opcode, int rcode) {
    var flags = RESPONSE | opcode << OPCODE_SHIFT | head.getShort(FLAGS_AT) & RECURSION_DESIRED;
    var reply =
        ByteBuffer.allocate(Header.LENGTH)
            .putShort(head.getShort(0))
            .putShort((short) (flags | rcode));
    return new Decoded.Refused(reply.array(), rcode);
  }
}
