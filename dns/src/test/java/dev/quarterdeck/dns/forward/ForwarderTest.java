package dev.quarterdeck.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.model.time.SteppedTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class ForwarderTest {

  private static final InetAddress POD = InetAddress.ofLiteral("10.0.0.1");
  private static final InetAddress OTHER_POD = InetAddress.ofLiteral("10.0.0.2");
  private static final FakeUpstream.Script SILENCE = (_, _) -> List.of();

  private final SteppedTime time = new SteppedTime(Instant.EPOCH);
  private final List<AutoCloseable> open = new ArrayList<>();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @AfterEach
  void close() throws Exception {
    for (var one : open) {
      one.close();
    }
  }

  private FakeUpstream upstream(FakeUpstream.Script script) throws IOException {
    var upstream = FakeUpstream.start(script);
    open.addFirst(upstream);
    return upstream;
  }

  private FakeUpstream upstreamThatWaitsFor(CountDownLatch release) throws IOException {
    return upstream(
        (query, _) -> {
          await(release);
          return List.of(FakeUpstream.address(query, 60, 7));
        });
  }

  /** Bounds that tests reach: 8 questions at a time, 3 of each client, 4 answers kept. */
  private Forwarder forwarder(Map<Name, List<InetSocketAddress>> servers) {
    var config =
        new ForwardConfig(
            Path.of("/nonexistent"),
            servers,
            Set.of(),
            8,
            3,
            4,
            1 << 20,
            Duration.ofMillis(300),
            Duration.ofSeconds(2));
    var forwarder = new Forwarder(config, time, new Random(1), registry);
    open.addFirst(forwarder);
    return forwarder.start();
  }

  private Forwarder forwarder(FakeUpstream... upstreams) {
    return forwarder(
        Map.of(Name.root, List.of(upstreams).stream().map(FakeUpstream::address).toList()));
  }

  private static Question question(String name) {
    return new Question(Name.fromConstantString(name), Type.A, DClass.IN, false, false);
  }

  private CompletableFuture<UpstreamAnswer> later(
      Forwarder forwarder, InetAddress client, String name) {
    var answer = new CompletableFuture<UpstreamAnswer>();
    forwarder.ask(question(name), client, answer::complete);
    return answer;
  }

  private UpstreamAnswer ask(Forwarder forwarder, String name) throws Exception {
    return later(forwarder, POD, name).get(5, TimeUnit.SECONDS);
  }

  private List<String> texts(UpstreamAnswer answer) {
    return answer.reply(time.nanos()).answers().stream()
        .map(record -> record.getTTL() + " " + record.rdataToString())
        .toList();
  }

  private static List<String> questions(FakeUpstream upstream) {
    return upstream.asked().stream()
        .filter(question -> !question.contains(" HINFO")) // probes for loops
        .toList();
  }

  @Test
  void asksOnceWhileTheAnswerIsGood() throws Exception {
    var upstream = upstream((query, _) -> List.of(FakeUpstream.address(query, 60, 7)));
    var forwarder = forwarder(upstream);
    assertThat(texts(ask(forwarder, "a.example.com."))).containsExactly("60 192.0.2.7");
    time.advance(Duration.ofSeconds(45));
    assertThat(texts(ask(forwarder, "A.EXAMPLE.com."))).containsExactly("15 192.0.2.7");
    assertThat(questions(upstream)).containsExactly("a.example.com. A");
    time.advance(Duration.ofSeconds(15));
    assertThat(texts(ask(forwarder, "a.example.com."))).containsExactly("60 192.0.2.7");
    assertThat(questions(upstream)).hasSize(2);
  }

  @Test
  void keepsThatThereIsNothingAsLongAsItsZoneSays() throws Exception {
    var upstream = upstream((query, _) -> List.of(FakeUpstream.nothing(query, Rcode.NXDOMAIN, 30)));
    var forwarder = forwarder(upstream);
    assertThat(ask(forwarder, "a.example.com.").rcode()).isEqualTo(Rcode.NXDOMAIN);
    time.advance(Duration.ofSeconds(29));
    assertThat(ask(forwarder, "a.example.com.").rcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(questions(upstream)).hasSize(1);
    time.advance(Duration.ofSeconds(1));
    ask(forwarder, "a.example.com.");
    assertThat(questions(upstream)).hasSize(2);
  }

  @Test
  void doesNotKeepWhatNobodySaysHowLongToKeep() throws Exception {
    var upstream = upstream((query, _) -> List.of(FakeUpstream.reply(query, Rcode.NOERROR)));
    var forwarder = forwarder(upstream);
    ask(forwarder, "a.example.com.");
    ask(forwarder, "a.example.com.");
    assertThat(questions(upstream)).hasSize(2);
  }

  @Test
  void asksAnewForWhatIsPopularBeforeItIsOver() throws Exception {
    var upstream = upstream((query, _) -> List.of(FakeUpstream.address(query, 100, 1)));
    var forwarder = forwarder(upstream);
    ask(forwarder, "a.example.com.");
    ask(forwarder, "a.example.com.");
    time.advance(Duration.ofSeconds(91));
    var anew = new CountDownLatch(1);
    upstream.say(
        (query, _) -> {
          anew.countDown();
          return List.of(FakeUpstream.address(query, 100, 2));
        });
    assertThat(texts(ask(forwarder, "a.example.com."))).containsExactly("9 192.0.2.1");
    assertThat(anew.await(5, TimeUnit.SECONDS)).isTrue();
    until(() -> texts(ask(forwarder, "a.example.com.")).equals(List.of("100 192.0.2.2")));
    assertThat(questions(upstream)).hasSize(2);
    assertThat(registry.counter("coredns_cache_prefetch").count()).isEqualTo(1);
  }

  private static void until(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(1))
        .until(condition);
  }

  @Test
  void clientsThatAskTheSameShareOneQuestion() throws Exception {
    var release = new CountDownLatch(1);
    var upstream = upstreamThatWaitsFor(release);
    var forwarder = forwarder(upstream);
    var answers =
        List.of(
            later(forwarder, POD, "a.example.com."),
            later(forwarder, POD, "A.example.com."),
            later(forwarder, OTHER_POD, "a.Example.com."));
    release.countDown();
    for (var answer : answers) {
      assertThat(texts(answer.get(5, TimeUnit.SECONDS))).containsExactly("60 192.0.2.7");
    }
    assertThat(questions(upstream)).hasSize(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void asksTheNextServerWhenOneIsSilentAndThenAsksThatOneFirst() throws Exception {
    var silent = upstream(SILENCE);
    var good = upstream((query, _) -> List.of(FakeUpstream.address(query, 60, 7)));
    var forwarder = forwarder(silent, good);
    assertThat(texts(ask(forwarder, "a.example.com."))).containsExactly("60 192.0.2.7");
    assertThat(texts(ask(forwarder, "b.example.com."))).containsExactly("60 192.0.2.7");
    assertThat(questions(silent)).containsExactly("a.example.com. A");
    time.advance(Duration.ofSeconds(11));
    ask(forwarder, "c.example.com.");
    assertThat(questions(silent)).as("forgiven").contains("c.example.com. A");
  }

  @Test
  void asksTheNextServerWhenOneFailsOrRefuses() throws Exception {
    for (var rcode : List.of(Rcode.SERVFAIL, Rcode.REFUSED)) {
      var failing = upstream((query, _) -> List.of(FakeUpstream.reply(query, rcode)));
      var good = upstream((query, _) -> List.of(FakeUpstream.address(query, 60, 7)));
      assertThat(texts(ask(forwarder(failing, good), "a.example.com.")))
          .containsExactly("60 192.0.2.7");
    }
  }

  @Test
  void tellsThatNobodyAnswersAndDoesNotAskAgainAtOnce() throws Exception {
    var silent = upstream(SILENCE);
    var forwarder = forwarder(silent);
    assertThat(ask(forwarder, "a.example.com.").rcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(ask(forwarder, "a.example.com.").rcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(questions(silent)).as("tries of one question").hasSize(2);
    silent.say((query, _) -> List.of(FakeUpstream.address(query, 60, 7)));
    time.advance(Duration.ofSeconds(6));
    assertThat(texts(ask(forwarder, "a.example.com."))).containsExactly("60 192.0.2.7");
  }

  @Test
  void withoutServersThereIsAnAnswerToo() throws Exception {
    assertThat(ask(forwarder(Map.of()), "a.example.com.").rcode()).isEqualTo(Rcode.SERVFAIL);
  }

  @Test
  void believesOnlyTheAnswerToItsOwnQuestion() throws Exception {
    var upstream =
        upstream(
            (query, _) -> {
              var wrongId = FakeUpstream.address(query, 60, 66);
              wrongId.getHeader().setID(query.getHeader().getID() ^ 1);
              var other = new Message(query.getHeader().getID());
              other.getHeader().setFlag(Flags.QR);
              var name = Name.fromConstantString("other.example.com.");
              other.addRecord(Record.newRecord(name, Type.A, DClass.IN), Section.QUESTION);
              other.addRecord(FakeUpstream.a(name, 60, 66), Section.ANSWER);
              var question = FakeUpstream.address(query, 60, 66);
              question.getHeader().unsetFlag(Flags.QR);
              return List.of(wrongId, other, question, FakeUpstream.address(query, 60, 7));
            });
    assertThat(texts(ask(forwarder(upstream), "a.example.com."))).containsExactly("60 192.0.2.7");
  }

  @Test
  void asksOverTcpForWhatIsTooLong() throws Exception {
    var upstream =
        upstream(
            (query, tcp) -> {
              var reply = FakeUpstream.reply(query, Rcode.NOERROR);
              if (!tcp) {
                reply.getHeader().setFlag(Flags.TC);
                return List.of(reply);
              }
              for (var i = 0; i < 200; i++) {
                reply.addRecord(
                    FakeUpstream.a(query.getQuestion().getName(), 60, i), Section.ANSWER);
              }
              return List.of(reply);
            });
    assertThat(texts(ask(forwarder(upstream), "a.example.com."))).hasSize(200);
    assertThat(questions(upstream)).containsExactly("a.example.com. A", "a.example.com. A tcp");
  }

  @Test
  void asksServersOlderThanEdnsWithoutIt() throws Exception {
    var upstream =
        upstream(
            (query, _) ->
                List.of(
                    query.getOPT() == null
                        ? FakeUpstream.address(query, 60, 7)
                        : FakeUpstream.reply(query, Rcode.FORMERR)));
    assertThat(texts(ask(forwarder(upstream), "a.example.com."))).containsExactly("60 192.0.2.7");
  }

  @Test
  void theSmallestDomainsServersAreAsked() throws Exception {
    var all = upstream((query, _) -> List.of(FakeUpstream.address(query, 60, 1)));
    var corp = upstream((query, _) -> List.of(FakeUpstream.address(query, 60, 2)));
    var lab = upstream((query, _) -> List.of(FakeUpstream.address(query, 60, 3)));
    var forwarder =
        forwarder(
            Map.of(
                Name.root,
                List.of(all.address()),
                Name.fromConstantString("corp."),
                List.of(corp.address()),
                Name.fromConstantString("Lab.corp."),
                List.of(lab.address())));
    assertThat(texts(ask(forwarder, "a.example."))).containsExactly("60 192.0.2.1");
    assertThat(texts(ask(forwarder, "notcorp."))).containsExactly("60 192.0.2.1");
    assertThat(texts(ask(forwarder, "a.CORP."))).containsExactly("60 192.0.2.2");
    assertThat(texts(ask(forwarder, "a.lab.corp."))).containsExactly("60 192.0.2.3");
  }

  @Test
  void oneClientCannotTakeTheOthersShare() throws Exception {
    var release = new CountDownLatch(1);
    var upstream = upstreamThatWaitsFor(release);
    var forwarder = forwarder(upstream);
    var own = new ArrayList<CompletableFuture<UpstreamAnswer>>();
    for (var i = 0; i < 3; i++) {
      own.add(later(forwarder, POD, "own-%d.example.com.".formatted(i)));
    }
    assertThat(later(forwarder, POD, "more.example.com.").getNow(null).rcode())
        .isEqualTo(Rcode.REFUSED);
    var other = later(forwarder, OTHER_POD, "other.example.com.");
    assertThat(other).isNotDone();
    release.countDown();
    assertThat(texts(other.get(5, TimeUnit.SECONDS))).containsExactly("60 192.0.2.7");
    for (var answer : own) {
      answer.get(5, TimeUnit.SECONDS);
    }
    assertThat(texts(ask(forwarder, "more.example.com."))).containsExactly("60 192.0.2.7");
    assertThat(registry.counter("coredns_forward_max_concurrent_rejects").count()).isEqualTo(1);
  }

  @Test
  void allClientsTogetherHaveABoundToo() throws Exception {
    var release = new CountDownLatch(1);
    var upstream = upstreamThatWaitsFor(release);
    var forwarder = forwarder(upstream);
    var waiting = 0;
    for (var i = 0; i < 20; i++) {
      var client = InetAddress.ofLiteral("10.0.1." + i);
      waiting += later(forwarder, client, "n%d.example.com.".formatted(i)).isDone() ? 0 : 1;
    }
    assertThat(waiting).isEqualTo(8);
    release.countDown();
  }

  @Test
  void keepsNoMoreThanItsShareOfMemory() throws Exception {
    var upstream = upstream((query, _) -> List.of(FakeUpstream.address(query, 60, 7)));
    var forwarder = forwarder(upstream);
    for (var i = 0; i < 4; i++) {
      ask(forwarder, "n%d.example.com.".formatted(i));
    }
    ask(forwarder, "n0.example.com."); // so that n1 was not asked for longest
    ask(forwarder, "n4.example.com.");
    assertThat(registry.get("coredns_cache_entries").gauge().value()).isEqualTo(4);
    assertThat(questions(upstream)).hasSize(5);
    ask(forwarder, "n0.example.com.");
    assertThat(questions(upstream)).hasSize(5);
    ask(forwarder, "n1.example.com.");
    assertThat(questions(upstream)).hasSize(6);
  }

  @Test
  void aServerThatSendsQuestionsBackIsNotAsked() throws Exception {
    var holder = new CompletableFuture<Forwarder>();
    var looping = new java.util.concurrent.atomic.AtomicBoolean(true);
    // What a server does that was told to ask us: it takes our question to us.
    var upstream =
        upstream(
            (query, _) -> {
              var question = query.getQuestion();
              if (looping.get()) {
                holder.join().isProbe(question.getName(), question.getType());
                return List.of(FakeUpstream.reply(query, Rcode.REFUSED));
              }
              return List.of(FakeUpstream.address(query, 60, 7));
            });
    var forwarder = forwarder(upstream);
    holder.complete(forwarder);
    assertThat(time.awaitWaiters(1, Duration.ofSeconds(5))).as("probed").isTrue();
    assertThat(ask(forwarder, "a.example.com.").rcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(questions(upstream)).isEmpty();
    looping.set(false);
    for (var i = 0; i < 13; i++) {
      time.advance(Duration.ofSeconds(5));
      assertThat(time.awaitWaiters(1, Duration.ofSeconds(5))).isTrue();
    }
    assertThat(texts(ask(forwarder, "b.example.com."))).containsExactly("60 192.0.2.7");
  }
}
