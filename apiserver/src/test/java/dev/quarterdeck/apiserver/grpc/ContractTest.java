package dev.quarterdeck.apiserver.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.DevServer;
import dev.quarterdeck.model.Json;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every verb through both doors, each at a server of its own: the same objects, failures, warnings
 * and audit lines. Steps build on each other, in the order of contract.txt.
 */
@Timeout(30)
class ContractTest {

  private static DevServer restServer;
  private static DevServer grpcServer;
  private static RestClient rest;
  private static CallClient grpc;

  @BeforeAll
  static void start() {
    restServer = DevServer.start();
    grpcServer = DevServer.start();
    rest = new RestClient(restServer.url());
    grpc = new CallClient(grpcServer.port());
  }

  @AfterAll
  static void stop() {
    grpc.close();
    restServer.close();
    grpcServer.close();
  }

  static List<Step> steps() throws IOException {
    return Step.all();
  }

  @ParameterizedTest
  @MethodSource("steps")
  void bothDoorsAnswerAlike(Step step) throws Exception {
    var byRest = rest.take(step);
    var byGrpc = grpc.take(step);

    var grpcLine = audited(grpcServer);
    var restLine = audited(restServer);

    assertThat(byGrpc).isEqualTo(byRest);
    assertThat(grpcLine).isEqualTo(restLine);
  }

  /** With hyphens or, in traces, without. */
  private static final String UID = "[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}";

  /** The next line about resources; reflection's own are passed over. */
  private static ObjectNode audited(DevServer server) throws InterruptedException {
    while (true) {
      var event = server.audit().poll(10, TimeUnit.SECONDS);
      assertThat(event).as("a line in the audit log").isNotNull();
      var line = event.toJson();
      if (!line.path("requestURI").asText().equals("/openapi/v3")) {
        line.remove(List.of("auditID", "requestReceivedTimestamp", "stageTimestamp", "userAgent"));
        // The same parameters may be in another order, and defaults may be spelt out.
        line.put("requestURI", line.path("requestURI").asText().replaceAll("\\?.*", ""));
        return Json.parseObject(line.toString().replaceAll(UID, "UID").getBytes(UTF_8));
      }
    }
  }
}
