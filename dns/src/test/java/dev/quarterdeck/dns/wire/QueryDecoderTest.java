package dev.quarterdeck.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.CookieOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class QueryDecoderTest {

  private static final String NAME = "WwW.example.com.";

  private static Decoded decode(String hex) {
    return QueryDecoder.decode(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  @Test
  void readsAPlainQuestion() {
    var query = Queries.a(NAME);
    assertThat(query.id()).isEqualTo(4711);
    assertThat(query.name()).hasToString(NAME);
    assertThat(query.type()).isEqualTo(Type.A);
    assertThat(query.dclass()).isEqualTo(DClass.IN);
    assertThat(query.recursionDesired()).isTrue();
    assertThat(query.checkingDisabled()).isFalse();
    assertThat(query.edns()).isNull();
    assertThat(query.udpLimit()).isEqualTo(512);
  }

  @ParameterizedTest
  @CsvSource({"0,512", "511,512", "512,512", "1000,1000", "1232,1232", "4096,1232", "65535,1232"})
  void theClientSaysHowMuchItTakesWithinReason(int payload, int limit) {
    assertThat(Queries.decoded(Queries.edns(NAME, Type.A, payload)).udpLimit()).isEqualTo(limit);
  }

  @Test
  void optionsNobodyKnowsDoNoHarm() {
    var message = Queries.plain(NAME, Type.A);
    message.addRecord(
        new OPTRecord(
            1400,
            0,
            0,
            ExtendedFlags.DO,
            new CookieOption(new byte[8]),
            new org.xbill.DNS.GenericEDNSOption(65_001, new byte[] {1, 2, 3})),
        Section.ADDITIONAL);
    assertThat(Queries.decoded(message).dnssecOk()).isTrue();
  }

  @Test
  void aNewerEdnsIsToldThatWeKnowVersionZero() throws IOException {
    var message = Queries.plain(NAME, Type.A);
    message.addRecord(new OPTRecord(1232, 0, 1), Section.ADDITIONAL);
    assertThat(QueryDecoder.decode(message.toWire()))
        .isInstanceOfSatisfying(
            Decoded.Refused.class, refused -> assertThat(refused.rcode()).isEqualTo(Rcode.BADVERS));
    var reply = new Message(((Decoded.Refused) QueryDecoder.decode(message.toWire())).reply());
    assertThat(reply.getRcode()).isEqualTo(Rcode.BADVERS);
    assertThat(reply.getOPT().getVersion()).isZero();
    assertThat(reply.getHeader().getID()).isEqualTo(4711);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          no question            | 1234 0100 0000 0000 0000 0000
          two questions          | 1234 0100 0002 0000 0000 0000 00 0001 0001 00 0001 0001
          a question cut off     | 1234 0100 0001 0000 0000 0000 03 777777
          a name without end     | 1234 0100 0001 0000 0000 0000 03 777777 c0
          a name in itself       | 1234 0100 0001 0000 0000 0000 c00c 0001 0001
          a name that goes round | 1234 0100 0001 0000 0000 0000 01 61 c00c 0001 0001
          a name from behind     | 1234 0100 0001 0000 0000 0000 c0ff 0001 0001
          a label of type 01     | 1234 0100 0001 0000 0000 0000 41 61 00 0001 0001
          fewer records than said| 1234 0100 0001 0000 0000 ffff 00 0001 0001
          an option cut off      | 1234 0100 0001 0000 0000 0001 00 0001 0001 00 0029 04d0 00000000 0004 000a
          two options            | 1234 0100 0001 0000 0000 0002 00 0001 0001 00 0029 04d0 00000000 0000 00 0029 04d0 00000000 0000
          """)
  void tellsTheSenderOfWhatMakesNoSense(String what, String hex) throws IOException {
    assertThat(decode(hex)).as(what).isInstanceOf(Decoded.Refused.class);
    var header = new Header(((Decoded.Refused) decode(hex)).reply());
    assertThat(header.getID()).isEqualTo(0x1234);
    assertThat(header.getRcode()).isEqualTo(Rcode.FORMERR);
    assertThat(header.getFlag(Flags.QR)).isTrue();
    assertThat(header.getFlag(Flags.RD)).isTrue();
    assertThat(header.getCount(Section.QUESTION)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "4", "5", "6", "15"})
  void answersQuestionsOnly(int opcode) throws IOException {
    var message = Queries.plain(NAME, Type.A);
    message.getHeader().setOpcode(opcode);
    assertThat(QueryDecoder.decode(message.toWire())).isInstanceOf(Decoded.Refused.class);
    var reply = (Decoded.Refused) QueryDecoder.decode(message.toWire());
    var header = new Header(reply.reply());
    assertThat(header.getRcode()).isEqualTo(Rcode.NOTIMP);
    assertThat(header.getOpcode()).isEqualTo(opcode);
  }

  @Test
  void neverAnswersAnAnswer() {
    var message = Queries.plain(NAME, Type.A);
    message.getHeader().setFlag(Flags.QR);
    assertThat(QueryDecoder.decode(message.toWire())).isInstanceOf(Decoded.Noise.class);
    assertThat(QueryDecoder.decode(new byte[0])).isInstanceOf(Decoded.Noise.class);
    assertThat(QueryDecoder.decode(new byte[11])).isInstanceOf(Decoded.Noise.class);
  }

  @Test
  void takesNamesOf255BytesAndNoLonger() {
    var label = "a".repeat(63);
    var longest = String.join(".", label, label, label, "b".repeat(61)) + ".";
    assertThat(Queries.a(longest).name().length()).isEqualTo((short) 255);
    var tooLong = new StringBuilder("1234 0100 0001 0000 0000 0000".replace(" ", ""));
    for (var i = 0; i < 4; i++) {
      tooLong.append("3f").append("61".repeat(63));
    }
    assertThat(decode(tooLong + "00" + "00010001")).isInstanceOf(Decoded.Refused.class);
  }

  @Test
  void repeatsNamesOfAnyBytes() throws IOException {
    var query =
        ((Decoded.Question) decode("1234 0100 0001 0000 0000 0000 04 00ff2e5c 00 0001 0001"))
            .query();
    var reply = new Message(ReplyEncoder.encode(query, DnsReply.error(Rcode.NXDOMAIN), true, 512));
    assertThat(reply.getQuestion().getName().toWire())
        .isEqualTo(new Name(query.name(), 0).toWire());
  }

  /** Good packets with bytes changed, cut and added: whatever comes out, nothing is thrown. */
  @Test
  void survivesAHundredThousandBrokenPackets() {
    var random = new Random(20_261_129);
    byte[][] good = {
      Queries.plain(NAME, Type.A).toWire(),
      Queries.edns("_https._tcp.web.default.svc.cluster.local.", Type.SRV, 1232).toWire(),
      Queries.edns("a.b.c.d.e.f.in-addr.arpa.", Type.PTR, 4096).toWire()
    };
    var questions = 0;
    for (var i = 0; i < 100_000; i++) {
      var packet = broken(good[random.nextInt(good.length)], random);
      switch (QueryDecoder.decode(packet)) {
        case Decoded.Question(var query) -> {
          questions++;
          var wire = ReplyEncoder.encode(query, DnsReply.error(Rcode.REFUSED), true, 512);
          assertThat(wire).hasSizeLessThanOrEqualTo(512);
        }
        case Decoded.Refused(var reply, var _) ->
            assertThat(reply).startsWith(packet[0], packet[1]);
        case Decoded.Noise _ -> {}
      }
    }
    assertThat(questions).as("some are still questions").isPositive();
  }

  private static byte[] broken(byte[] good, Random random) {
    var packet = Arrays.copyOf(good, random.nextInt(4) == 0 ? random.nextInt(200) : good.length);
    var changes = random.nextInt(6);
    for (var i = 0; i < changes && packet.length > 0; i++) {
      packet[random.nextInt(packet.length)] = (byte) random.nextInt();
    }
    if (packet.length > 2 && random.nextBoolean()) {
      packet[2] = 1; // else most would be refused for their flags
    }
    return packet;
  }
}
