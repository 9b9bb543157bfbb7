package dev.quarterdeck.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.DevServer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What the server tells of itself in objects. */
class ServerObjectsTest {

  private static final String SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";
  private static final String FLOWS = "/apis/flowcontrol.apiserver.k8s.io/v1/";

  private static void await(BooleanSupplier condition) {
    var end = Instant.now().plus(Duration.ofSeconds(20));
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  @Test
  void everyGroupAndEveryFlowIsThereSoonAfterTheStart() {
    try (var server = DevServer.start()) {
      var api = new Api(server.url());
      await(() -> api.get(FLOWS + "flowschemas/probes").code() == 200);
      assertThat(api.get(SERVICES + "/v1.apps").at("/status/conditions/0/reason"))
          .isEqualTo("Local");
      assertThat(api.get(SERVICES + "/v1.apiregistration.k8s.io").code()).isEqualTo(404);
      assertThat(api.get(FLOWS + "prioritylevelconfigurations/exempt").at("/spec/type"))
          .isEqualTo("Exempt");
      assertThat(api.get(FLOWS + "flowschemas/catch-all").at("/metadata/generation"))
          .isEqualTo("1");
    }
  }
}
