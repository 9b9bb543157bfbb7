package dev.quarterdeck.apiserver.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.client.grpc.CallException;
import dev.quarterdeck.client.grpc.GrpcClient;
import dev.quarterdeck.proto.v1.CreateRequest;
import dev.quarterdeck.proto.v1.Object;
import dev.quarterdeck.proto.v1.WatchEvent;
import dev.quarterdeck.proto.v1.WatchRequest;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Watches that are heard of instead of read. */
class FollowTest {

  @RegisterExtension final OneServer server = new OneServer();
  private final GrpcClient client = server.client();
  private final BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<Optional<CallException>> ends = new LinkedBlockingQueue<>();

  private void follow(WatchRequest.Builder request) {
    client.raw().follow(request.build(), events::add, ends::add);
  }

  private static <T> T next(BlockingQueue<T> told) throws InterruptedException {
    var one = told.poll(10, TimeUnit.SECONDS);
    assertThat(one).as("told within ten seconds").isNotNull();
    return one;
  }

  @Test
  void tellsWhenTheStartIsOverThenOfEachChangeUntilTheClientCloses() throws Exception {
    follow(
        WatchRequest.newBuilder()
            .setTarget(Maps.TARGET)
            .setLabelSelector("followed=yes")
            .setBookmarks(true)
            .setSendInitialEvents(true)
            .setResourceVersionMatch("NotOlderThan"));
    assertThat(next(events).getInitialEventsEnd()).isTrue();
    client
        .raw()
        .create(
            CreateRequest.newBuilder()
                .setTarget(Maps.TARGET)
                .setObject(
                    Object.newBuilder()
                        .setJson(
                            """
                            {"apiVersion":"v1","kind":"ConfigMap",
                             "metadata":{"name":"one","labels":{"followed":"yes"}}}
                            """))
                .build());
    var event = next(events);
    assertThat(event.getType()).isEqualTo(WatchEvent.Type.ADDED);
    assertThat(event.getObject().getJson()).contains("\"name\":\"one\"");
    client.close();
    assertThat(next(ends)).map(CallException::code).contains("UNAVAILABLE");
  }

  @Test
  void tellsWhyNothingIsToBeHeard() throws Exception {
    follow(WatchRequest.newBuilder().setTarget(Maps.TARGET).setLabelSelector("not a selector!"));
    assertThat(next(ends)).map(CallException::code).contains("INVALID_ARGUMENT");
  }

  @Test
  void anEndInOrderIsNoBreak() throws Exception {
    follow(
        WatchRequest.newBuilder().setTarget(Maps.TARGET).setBookmarks(true).setTimeoutSeconds(1));
    assertThat(next(ends)).isEmpty();
  }
}
