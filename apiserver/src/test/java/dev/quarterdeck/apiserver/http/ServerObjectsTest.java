package dev.quarterdeck.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quarterdeck.apiserver.TestServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the server tells of itself in objects. */
class ServerObjectsTest {

  private static final String SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";
  private static final String FLOWS = "/apis/flowcontrol.apiserver.k8s.io/v1/";

  @RegisterExtension final TestServer server = new TestServer();
  private final Api api = new Api(server);

  @Test
  void everyGroupAndEveryFlowIsThereSoonAfterTheStart() {
    await("flow schemas")
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> api.get(FLOWS + "flowschemas/probes").code() == 200);
    assertThat(api.get(SERVICES + "/v1.apps").at("/status/conditions/0/reason")).isEqualTo("Local");
    assertThat(api.get(SERVICES + "/v1.apiregistration.k8s.io").code()).isEqualTo(404);
    assertThat(api.get(FLOWS + "prioritylevelconfigurations/exempt").at("/spec/type"))
        .isEqualTo("Exempt");
    assertThat(api.get(FLOWS + "flowschemas/catch-all").at("/metadata/generation")).isEqualTo("1");
  }
}
