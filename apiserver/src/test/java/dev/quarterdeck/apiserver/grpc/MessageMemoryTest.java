package dev.quarterdeck.apiserver.grpc;

import static dev.quarterdeck.apiserver.grpc.OneServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.DevServer;
import dev.quarterdeck.apiserver.request.Limits;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages on their way share a bound: here the least there is, twice the largest body. */
@Timeout(60)
class MessageMemoryTest {

  /** Three of them fit within the bound, their prefixes included; four do not. */
  private static final int PART = (2 << 20) - 1024;

  private static final String TOO_MANY_REQUESTS = "8";

  private static final Limits LITTLE =
      new Limits(400, 200, Duration.ofSeconds(30), 0, Limits.Patience.DEFAULT);

  @RegisterExtension final OneServer server = new OneServer(() -> DevServer.start(LITTLE));
  private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();

  /** Sends the first two thirds of a message of 3 MiB and waits. */
  private HttpClientRequest beginMessage(String method) throws Exception {
    var request = server.call(method).setChunked(true);
    request
        .response()
        .onSuccess(answer -> ended.add(method + " " + answer.getHeader("grpc-status")));
    await(request.write(Buffer.buffer().appendByte((byte) 0).appendInt(3 << 20)));
    await(request.write(Buffer.buffer(new byte[PART])));
    return request;
  }

  @Test
  void theMessageLongestOnItsWayGivesWay() throws Exception {
    beginMessage("Create");
    beginMessage("PodExec");
    beginMessage("Create");
    assertThat(ended).isEmpty();

    beginMessage("Update");
    assertThat(ended.poll(20, TimeUnit.SECONDS)).isEqualTo("Create " + TOO_MANY_REQUESTS);
    beginMessage("Update");
    assertThat(ended.poll(20, TimeUnit.SECONDS)).isEqualTo("PodExec " + TOO_MANY_REQUESTS);
    assertThat(server.client().version().getGitVersion()).startsWith("v1.36");
  }

  @Test
  void aMessageGivenUpLeavesItsRoom() throws Exception {
    for (var i = 0; i < 6; i++) {
      beginMessage("Create").reset();
      var behind = server.request(HttpMethod.GET, "/livez");
      assertThat(await(behind.send()).statusCode()).isEqualTo(200);
    }
    assertThat(ended).isEmpty();
  }
}
