package dev.quarterdeck.apiserver.grpc;

import static dev.quarterdeck.apiserver.grpc.OneServer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.MessageLite;
import dev.quarterdeck.apiserver.DevServer;
import dev.quarterdeck.apiserver.request.Limits;
import dev.quarterdeck.apiserver.request.Limits.Patience;
import dev.quarterdeck.client.grpc.CallException;
import dev.quarterdeck.client.grpc.GrpcClient;
import dev.quarterdeck.client.grpc.RawApi;
import dev.quarterdeck.proto.v1.ListPage;
import dev.quarterdeck.proto.v1.ListRequest;
import dev.quarterdeck.proto.v1.WatchEvent;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.StreamResetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client that reads nothing: it costs the others nothing, and itself no event. */
@Timeout(60)
class PatienceTest {

  /** More than connections hold back for a reader, and less than history may weigh. */
  private static final int UPDATES = 80;

  private static final String LARGE = "x".repeat(50_000);
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Patience SHORT =
      new Patience(Duration.ofMillis(300), Duration.ofMillis(100));

  private Patience patience;

  @RegisterExtension
  final OneServer server =
      new OneServer(() -> DevServer.start(Limits.DEFAULT.withPatience(patience)));

  private static String write(GrpcClient client, String value) {
    return Maps.write(client, value).getMetadata().getResourceVersion();
  }

  private static List<String> writeMuch(GrpcClient client) {
    var written = new ArrayList<String>();
    for (var i = 0; i < UPDATES; i++) {
      written.add(write(client, i + LARGE));
    }
    return written;
  }

  @Test
  void itIsCutAndToldWhereToGoOnWhileNobodyWaitsForIt() {
    patience = new Patience(Duration.ofSeconds(2), LONG);
    var client = server.client();
    var another = server.client();
    var first = write(client, "first");
    try (var unread = Maps.watch(another, first);
        var witness = Maps.watch(client, first)) {
      var second = write(client, "second");
      assertThat(read(unread, 1)).containsExactly(second);
      assertThat(read(witness, 1)).containsExactly(second);

      var written = writeMuch(client);
      assertThat(server.longRunning()).as("all is written, and nobody is cut yet").isEqualTo(2);
      assertThat(read(witness, UPDATES)).isEqualTo(written);
      server.awaitLongRunning(1);

      var told = new ArrayList<String>();
      var end = catchThrowableOfType(CallException.class, () -> drain(unread, told));
      assertThat(end.code()).isEqualTo("RESOURCE_EXHAUSTED");
      assertThat(end.reason()).isEqualTo("TooManyRequests");
      assertThat(end).hasMessage("the watch was not read for too long");
      assertThat(end.status().getResume().getListFirst()).isFalse();
      var resume = end.status().getResume().getResourceVersion();
      assertThat(resume).isEqualTo(told.getLast());
      assertThat(told).as("it was slowed, not fed").hasSizeLessThan(UPDATES);
      assertThatTheRestFollows(another, told, written);
      var last = write(client, "last");
      assertThat(witness.next().getResourceVersion()).isEqualTo(last);
    }
  }

  private static List<String> read(RawApi.Stream<WatchEvent> watch, int count) {
    var revisions = new ArrayList<String>();
    while (revisions.size() < count) {
      revisions.add(watch.next().getResourceVersion());
    }
    return revisions;
  }

  private static void drain(RawApi.Stream<WatchEvent> watch, List<String> told) {
    while (watch.hasNext()) {
      told.add(watch.next().getResourceVersion());
    }
  }

  private static void assertThatTheRestFollows(
      GrpcClient client, List<String> told, List<String> written) {
    try (var again = Maps.watch(client, told.getLast())) {
      var all = new ArrayList<>(told);
      all.addAll(read(again, written.size() - told.size()));
      assertThat(all).isEqualTo(written);
    }
  }

  /** Then nobody tells it where to go on, but it knows what it has read. */
  @Test
  void theReasonIsNotKeptForItForever() throws Exception {
    patience = SHORT;
    var client = server.client();
    var call = begin("Watch", Maps.after(write(client, "first")));
    var written = writeMuch(client);

    assertThat(await(call.broken.future())).isInstanceOf(StreamResetException.class);

    server.awaitLongRunning(0);
    var seen = new ArrayList<String>();
    for (var event : call.messages) {
      seen.add(WatchEvent.parseFrom(event).getResourceVersion());
    }
    assertThat(seen).hasSizeBetween(1, UPDATES - 1);
    assertThatTheRestFollows(client, seen, written);
  }

  @Test
  void aListIsNotKeptEither() throws Exception {
    patience = SHORT;
    var client = server.client();
    for (var i = 0; i < 8; i++) {
      Maps.create(client, "large-" + i, "x".repeat(500_000));
    }

    var call = begin("List", ListRequest.newBuilder().setTarget(Maps.TARGET).build());

    assertThat(await(call.broken.future())).isInstanceOf(StreamResetException.class);
    assertThat(ListPage.parseFrom(call.messages.getFirst()).getItemsList()).isNotEmpty();
  }

  /** A call whose client reads one message and no more. */
  private record Unread(List<byte[]> messages, Promise<Throwable> broken) {

    void read(HttpClientResponse answer) {
      var reader = new MessageReader(null, messages::add);
      answer.exceptionHandler(broken::tryComplete);
      answer.handler(
          bytes -> {
            reader.read(bytes);
            if (!messages.isEmpty()) {
              answer.pause();
            }
          });
    }
  }

  private Unread begin(String method, MessageLite request) throws Exception {
    var unread = new Unread(new CopyOnWriteArrayList<>(), Promise.promise());
    var call = server.call(method);
    call.response().onSuccess(unread::read);
    await(call.send(Buffer.buffer(Frames.of(request))));
    return unread;
  }
}
