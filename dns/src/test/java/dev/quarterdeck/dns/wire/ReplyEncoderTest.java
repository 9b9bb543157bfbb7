package dev.quarterdeck.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class ReplyEncoderTest {

  private static final String NAME = "web.default.svc.cluster.local.";

  private static DnsReply addresses(Query query, int count) {
    var records = new ArrayList<Record>();
    for (var i = 0; i < count; i++) {
      records.add(
          new ARecord(query.name(), DClass.IN, 5, new byte[] {10, 0, (byte) (i >> 8), (byte) i}));
    }
    return new DnsReply(Rcode.NOERROR, true, records, List.of(), List.of());
  }

  private static Message read(byte[] wire) throws IOException {
    return new Message(wire);
  }

  @Test
  void repeatsWhatTheQuestionSaid() throws IOException {
    var query = Queries.a("WeB.default.SVC.cluster.local.");
    var message = read(ReplyEncoder.encode(query, addresses(query, 1), true, 512));
    var header = message.getHeader();
    assertThat(header.getID()).isEqualTo(query.id());
    assertThat(List.of(Flags.QR, Flags.AA, Flags.RD, Flags.RA)).allMatch(f -> header.getFlag(f));
    assertThat(List.of(Flags.TC, Flags.AD, Flags.CD)).noneMatch(f -> header.getFlag(f));
    assertThat(message.getQuestion().getName()).hasToString("WeB.default.SVC.cluster.local.");
    assertThat(message.getSection(Section.ANSWER).getFirst().getName())
        .hasToString("WeB.default.SVC.cluster.local.");
    assertThat(message.getOPT()).isNull();
  }

  @Test
  void namesAreWrittenOnce() {
    var query = Queries.a(NAME);
    var one = ReplyEncoder.encode(query, addresses(query, 1), true, 512).length;
    assertThat(ReplyEncoder.encode(query, addresses(query, 2), true, 512)).hasSize(one + 16);
  }

  @ParameterizedTest
  @CsvSource({"false,0", "true,32768"})
  void speaksEdnsToWhoSpeaksIt(boolean dnssecOk, int flags) throws IOException {
    var asked = Queries.plain(NAME, Type.A);
    asked.addRecord(new OPTRecord(4096, 0, 0, dnssecOk ? ExtendedFlags.DO : 0), Section.ADDITIONAL);
    var query = Queries.decoded(asked);
    var opt = read(ReplyEncoder.encode(query, addresses(query, 1), true, 512)).getOPT();
    assertThat(opt.getPayloadSize()).isEqualTo(1232);
    assertThat(opt.getVersion()).isZero();
    assertThat(opt.getFlags()).isEqualTo(flags);
    assertThat(opt.getOptions()).isEmpty();
  }

  /** 12 bytes of head, 35 of question, 16 an address, 11 for EDNS. */
  @ParameterizedTest
  @CsvSource({
    "512,  false, 29,   29, false",
    "512,  false, 30,   29, true",
    "512,  false, 5000, 29, true",
    "1232, true,  73,   73, false",
    "1232, true,  74,   73, true",
    "1232, true,  1000, 73, true",
    "65535, true, 1000, 1000, false",
    "65535, true, 4092, 4092, false",
    "65535, true, 4200, 4092, true"
  })
  void givesAsManyAddressesAsFitAndSaysThatThereAreMore(
      int limit, boolean edns, int there, int told, boolean truncated) throws IOException {
    var query = edns ? Queries.decoded(Queries.edns(NAME, Type.A, limit)) : Queries.a(NAME);
    var wire = ReplyEncoder.encode(query, addresses(query, there), true, limit);
    assertThat(wire.length).isLessThanOrEqualTo(limit);
    var message = read(wire);
    assertThat(message.getSection(Section.ANSWER)).hasSize(told);
    assertThat(message.getHeader().getFlag(Flags.TC)).isEqualTo(truncated);
    assertThat(message.getOPT() != null).isEqualTo(edns);
  }

  @Test
  void leavesOutWhatNobodyAskedForFirst() throws IOException {
    var query = Queries.a(NAME);
    var answers = new ArrayList<Record>();
    var extra = new ArrayList<Record>();
    for (var i = 0; i < 10; i++) {
      var target = Name.fromConstantString("endpoint-%d.%s".formatted(i, NAME));
      answers.add(new SRVRecord(query.name(), DClass.IN, 5, 0, 10, 80, target));
      extra.add(new ARecord(target, DClass.IN, 5, new byte[] {10, 0, 0, (byte) i}));
    }
    var reply = new DnsReply(Rcode.NOERROR, true, answers, List.of(), extra);
    var message = read(ReplyEncoder.encode(query, reply, true, 512));
    assertThat(message.getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(message.getSection(Section.ANSWER)).isNotEmpty();
    assertThat(message.getSection(Section.ADDITIONAL)).isEmpty();
    var whole = read(ReplyEncoder.encode(query, reply, true, 1232));
    assertThat(whole.getHeader().getFlag(Flags.TC)).isFalse();
    assertThat(whole.getSection(Section.ANSWER)).hasSize(10);
  }
}
