package dev.quarterdeck.apiserver.grpc;

import static dev.quarterdeck.apiserver.grpc.OneServer.await;
import static dev.quarterdeck.apiserver.grpc.PlayedAgent.assertCloses;
import static dev.quarterdeck.apiserver.grpc.PlayedAgent.head;
import static dev.quarterdeck.apiserver.grpc.PlayedAgent.upgrade;
import static dev.quarterdeck.apiserver.grpc.PlayedAgent.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.MessageLite;
import dev.quarterdeck.client.grpc.CallException;
import dev.quarterdeck.client.grpc.GrpcClient;
import dev.quarterdeck.proto.v1.ExecInput;
import dev.quarterdeck.proto.v1.ExecStart;
import dev.quarterdeck.proto.v1.PodLogsRequest;
import dev.quarterdeck.proto.v1.PortForwardInput;
import dev.quarterdeck.proto.v1.PortForwardStart;
import dev.quarterdeck.proto.v1.Target;
import dev.quarterdeck.proto.v1.WatchRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * A stream whose deadline passes, or that its client gives up, costs nothing from then on: neither
 * its place here nor its connection to the node agent. The client that says so speaks bare HTTP/2,
 * so that nothing but the server ends a call.
 */
@Timeout(60)
class CallEndsTest {

  private static final String DEADLINE_EXCEEDED = "4";

  /** Calls that go on until somebody ends them. */
  enum Endless {
    WATCH("Watch", false),
    FOLLOWED_LOG("PodLogs", true),
    EXEC("PodExec", true),
    ATTACH("PodAttach", true),
    PORT_FORWARD("PortForward", true);

    private final String method;
    private final boolean toAgent;

    Endless(String method, boolean toAgent) {
      this.method = method;
      this.toAgent = toAgent;
    }

    MessageLite request() {
      return switch (this) {
        case WATCH ->
            WatchRequest.newBuilder()
                .setTarget(Target.newBuilder().setVersion("v1").setResource("pods"))
                .build();
        case FOLLOWED_LOG ->
            PodLogsRequest.newBuilder()
                .setNamespace("default")
                .setPod("one")
                .setFollow(true)
                .build();
        case EXEC -> ExecInput.newBuilder().setStart(start().addCommand("sh")).build();
        case ATTACH -> ExecInput.newBuilder().setStart(start()).build();
        case PORT_FORWARD ->
            PortForwardInput.newBuilder()
                .setStart(
                    PortForwardStart.newBuilder().setNamespace("default").setPod("one").setPort(80))
                .build();
      };
    }

    private static ExecStart.Builder start() {
      return ExecStart.newBuilder()
          .setNamespace("default")
          .setPod("one")
          .setStdin(true)
          .setStdout(true);
    }

    /** Whether the client goes on sending. */
    boolean isConversation() {
      return this == EXEC || this == ATTACH || this == PORT_FORWARD;
    }

    void begin(Socket agent) throws Exception {
      if (this == FOLLOWED_LOG) {
        write(agent, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n");
      } else {
        upgrade(agent);
      }
    }
  }

  @RegisterExtension final OneServer server = new OneServer();
  private final GrpcClient cluster = server.client();
  private PlayedAgent agent;

  @BeforeEach
  void start() throws Exception {
    agent = new PlayedAgent();
    agent.register(cluster);
  }

  @AfterEach
  void stop() throws Exception {
    agent.close();
  }

  private record Call(HttpClientRequest request, Optional<Socket> agent) {
    HttpClientResponse answer() throws Exception {
      return await(request.response());
    }
  }

  private Call begin(Endless endless, String timeout) throws Exception {
    var call = ask(endless, timeout);
    if (call.agent.isPresent()) {
      endless.begin(call.agent.get());
    }
    return call;
  }

  /** Begins a call whose agent, if it has one, has not answered yet. */
  private Call ask(Endless endless, String timeout) throws Exception {
    var request = server.call(endless.method).putHeader("grpc-timeout", timeout).setChunked(true);
    await(request.write(Buffer.buffer(Frames.of(endless.request()))));
    if (!endless.isConversation()) {
      await(request.end());
    }
    var connection = endless.toAgent ? Optional.of(agent.next()) : Optional.<Socket>empty();
    if (connection.isPresent()) {
      head(connection.get());
    }
    return new Call(request, connection);
  }

  private void assertThatNothingIsLeftOf(Call call) throws Exception {
    if (call.agent.isPresent()) {
      assertCloses(call.agent.get());
    }
    server.awaitLongRunning(0);
  }

  @ParameterizedTest
  @EnumSource
  void aDeadlineEndsACallAndAllItHolds(Endless endless) throws Exception {
    var call = begin(endless, "1500m");
    server.awaitLongRunning(1);

    var answer = call.answer();
    await(answer.end());

    var withoutMessages = answer.getHeader("grpc-status");
    assertThat(withoutMessages == null ? answer.getTrailer("grpc-status") : withoutMessages)
        .isEqualTo(DEADLINE_EXCEEDED);
    assertThatNothingIsLeftOf(call);
  }

  @ParameterizedTest
  @EnumSource
  void aCancelledCallIsOverWithAllItHolds(Endless endless) throws Exception {
    var call = begin(endless, "1H");
    server.awaitLongRunning(1);

    call.request.reset();

    assertThatNothingIsLeftOf(call);
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "WATCH")
  void aCancelledCallDoesNotWaitForTheAgentsAnswer(Endless endless) throws Exception {
    var call = ask(endless, "1H");
    server.awaitLongRunning(1);

    call.request.reset();

    assertThatNothingIsLeftOf(call);
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "WATCH")
  void aDeadlineDoesNotWaitForTheAgentsAnswer(Endless endless) throws Exception {
    var call = ask(endless, "1S");

    assertThat(call.answer().getHeader("grpc-status")).isEqualTo(DEADLINE_EXCEEDED);

    assertThatNothingIsLeftOf(call);
  }

  @Test
  void attachConnectsToWhatRuns() throws Exception {
    var one = cluster.pod("default", "one");
    try (var session = one.attach(ExecStart.newBuilder().setStdin(true).setStdout(true));
        var connection = agent.next()) {
      assertThat(head(connection))
          .startsWith("POST /attach/default/one/main?")
          .contains("input=1", "output=1")
          .doesNotContain("command");
      session.close();
    }
  }

  @Test
  void execNeedsACommandAndAttachHasNone() {
    var one = cluster.pod("default", "one");
    try (var exec = one.exec("")) {
      assertThatThrownBy(
              () -> exec.copyTo(new ByteArrayOutputStream(), new ByteArrayOutputStream()))
          .isInstanceOf(CallException.class)
          .hasMessage("start.command is required");
    }
    var start = ExecStart.newBuilder().addCommand("sh").setStdout(true);
    try (var attach = one.attach(start)) {
      assertThatThrownBy(
              () -> attach.copyTo(new ByteArrayOutputStream(), new ByteArrayOutputStream()))
          .isInstanceOf(CallException.class)
          .hasMessageContaining("start.command must be empty");
    }
  }

  @Test
  void aCommandThatNoAgentTakesIsRefused() {
    try (var exec = cluster.pod("default", "one").exec("", "x".repeat(200_000))) {
      assertThatThrownBy(
              () -> exec.copyTo(new ByteArrayOutputStream(), new ByteArrayOutputStream()))
          .isInstanceOfSatisfying(
              CallException.class,
              refusal -> {
                assertThat(refusal.code()).isEqualTo("INVALID_ARGUMENT");
                assertThat(refusal).hasMessageContaining("the command is too long");
              });
    }
  }

  @Test
  void attachNeedsTheRightToIt() {
    var one = server.client("jane").pod("default", "one");
    try (var attach = one.attach(ExecStart.newBuilder().setStdout(true))) {
      assertThatThrownBy(
              () -> attach.copyTo(new ByteArrayOutputStream(), new ByteArrayOutputStream()))
          .isInstanceOfSatisfying(
              CallException.class,
              refusal -> {
                assertThat(refusal.code()).isEqualTo("PERMISSION_DENIED");
                assertThat(refusal).hasMessageContaining("resource \"pods/attach\"");
              });
    }
  }
}
