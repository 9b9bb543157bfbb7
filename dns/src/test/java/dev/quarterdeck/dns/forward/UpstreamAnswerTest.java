package dev.quarterdeck.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.dns.wire.Queries;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class UpstreamAnswerTest {

  private static final String NAME = "www.example.com.";

  private static Message told() {
    var reply = FakeUpstream.reply(Queries.plain(NAME, Type.A), Rcode.NOERROR);
    reply.getHeader().setFlag(Flags.AD);
    var target = Name.fromConstantString("web.example.com.");
    reply.addRecord(
        new CNAMERecord(Name.fromConstantString(NAME), DClass.IN, 300, target), Section.ANSWER);
    reply.addRecord(FakeUpstream.a(target, 60, 7), Section.ANSWER);
    reply.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
    return reply;
  }

  private static Message encoded(UpstreamAnswer answer, Message query, Duration age)
      throws IOException {
    return new Message(answer.encode(Queries.decoded(query), 1232, age.toNanos()));
  }

  @Test
  void isToldInTheClientsOwnCaseWithWhatIsLeftOfItsTime() throws IOException {
    var query = Queries.plain("wWw.eXample.COM.", Type.A);
    query.getHeader().setID(99);
    var reply = encoded(UpstreamAnswer.of(told(), 0), query, Duration.ofSeconds(25));
    assertThat(reply.getHeader().getID()).isEqualTo(99);
    assertThat(reply.getQuestion().getName()).hasToString("wWw.eXample.COM.");
    assertThat(reply.getSection(Section.ANSWER))
        .extracting(record -> record.getName() + " " + record.getTTL())
        .containsExactly("wWw.eXample.COM. 275", "web.eXample.COM. 35");
    assertThat(reply.getOPT()).isNull();
    assertThat(reply.getHeader().getFlag(Flags.AA)).isFalse();
    assertThat(reply.getHeader().getFlag(Flags.RA)).isTrue();
  }

  @Test
  void neverHasLessThanNoTimeLeft() throws IOException {
    var reply =
        encoded(UpstreamAnswer.of(told(), 0), Queries.plain(NAME, Type.A), Duration.ofDays(9));
    assertThat(reply.getSection(Section.ANSWER)).allMatch(record -> record.getTTL() == 0);
  }

  @ParameterizedTest
  @CsvSource({"false,false,false", "true,false,true", "false,true,true"})
  void saysThatItIsAuthenticToWhoCares(boolean asksForAd, boolean dnssecOk, boolean told)
      throws IOException {
    var query = Queries.plain(NAME, Type.A);
    if (asksForAd) {
      query.getHeader().setFlag(Flags.AD);
    }
    if (dnssecOk) {
      query.addRecord(new OPTRecord(1232, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
    }
    var reply = encoded(UpstreamAnswer.of(told(), 0), query, Duration.ZERO);
    assertThat(reply.getHeader().getFlag(Flags.AD)).isEqualTo(told);
    assertThat(reply.getOPT() != null).isEqualTo(dnssecOk);
    if (dnssecOk) {
      assertThat(reply.getOPT().getFlags()).isEqualTo(ExtendedFlags.DO);
    }
  }

  @Test
  void isCutWhereTheClientsLimitIs() throws IOException {
    var query = Queries.plain(NAME, Type.A);
    var reply = FakeUpstream.reply(query, Rcode.NOERROR);
    for (var i = 0; i < 100; i++) {
      reply.addRecord(FakeUpstream.a(Name.fromConstantString(NAME), 60, i), Section.ANSWER);
    }
    var answer = UpstreamAnswer.of(reply, 0);
    var udp = new Message(answer.encode(Queries.decoded(query), 512, 0));
    assertThat(udp.getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(udp.getSection(Section.ANSWER)).hasSize(29);
    var tcp = new Message(answer.encode(Queries.decoded(query), 65_535, 0));
    assertThat(tcp.getHeader().getFlag(Flags.TC)).isFalse();
    assertThat(tcp.getSection(Section.ANSWER)).hasSize(100);
  }

  @Test
  void isKeptAnHourAtMost() throws IOException {
    var query = Queries.plain(NAME, Type.A);
    var answer = UpstreamAnswer.of(FakeUpstream.address(query, Integer.MAX_VALUE, 7), 0);
    assertThat(answer.isOver(Duration.ofMinutes(59).toNanos())).isFalse();
    assertThat(answer.isNearlyOver(Duration.ofMinutes(53).toNanos())).isFalse();
    assertThat(answer.isNearlyOver(Duration.ofMinutes(55).toNanos())).isTrue();
    assertThat(answer.isOver(Duration.ofMinutes(60).toNanos())).isTrue();
  }

  /** What a broken or hostile server may say: it can be kept and told, or not read at all. */
  @Test
  void survivesTwentyThousandBrokenAnswers() throws IOException {
    var random = new Random(20_261_129);
    var good = told().toWire();
    var query = Queries.decoded(Queries.edns(NAME, Type.A, 1232));
    var told = 0;
    for (var i = 0; i < 20_000; i++) {
      var packet = Arrays.copyOf(good, good.length);
      for (var change = random.nextInt(4); change >= 0; change--) {
        packet[random.nextInt(packet.length)] = (byte) random.nextInt();
      }
      var answer = read(packet);
      if (answer.isPresent()) {
        told++;
        assertThat(answer.get().encode(query, 1232, 0)).hasSizeLessThanOrEqualTo(1232);
        assertThat(answer.get().encode(query, 512, Long.MAX_VALUE / 2)).isNotEmpty();
      }
    }
    assertThat(told).as("some can still be read").isPositive();
  }

  /** As the forwarder reads it. */
  private static Optional<UpstreamAnswer> read(byte[] packet) {
    try {
      var message = new Message(packet);
      return Queries.plain(NAME, Type.A).getQuestion().equals(message.getQuestion())
          ? Optional.of(UpstreamAnswer.of(message, 0))
          : Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
