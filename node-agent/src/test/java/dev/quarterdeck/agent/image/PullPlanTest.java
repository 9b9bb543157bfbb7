package dev.quarterdeck.agent.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.agent.image.PullPlan.Failures;
import dev.quarterdeck.agent.image.PullPlan.Step;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PullPlanTest {

  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

  private static Step step(String policy, String image, boolean present, Failures failures) {
    Container container =
        new ContainerBuilder().withImage(image).withImagePullPolicy(policy).build();
    return PullPlan.of(container, present, failures, NOW);
  }

  @Test
  void policiesDecide() {
    assertThat(step("Always", "a:1", true, Failures.NONE)).isEqualTo(new Step.Pull());
    assertThat(step("IfNotPresent", "a:1", true, Failures.NONE)).isEqualTo(new Step.UsePresent());
    assertThat(step("IfNotPresent", "a:1", false, Failures.NONE)).isEqualTo(new Step.Pull());
    assertThat(step("Never", "a:1", true, Failures.NONE)).isEqualTo(new Step.UsePresent());
    assertThat(step("Never", "a:1", false, Failures.NONE)).isEqualTo(new Step.Refuse());
  }

  @Test
  void withoutPolicyTheTagDecides() {
    assertThat(step(null, "host:5000/a", true, Failures.NONE)).isEqualTo(new Step.Pull());
    assertThat(step(null, "a:latest", true, Failures.NONE)).isEqualTo(new Step.Pull());
    assertThat(step(null, "a@sha256:1", true, Failures.NONE)).isEqualTo(new Step.UsePresent());
  }

  @Test
  void failuresWaitLongerAndLonger() {
    var once = Failures.NONE.another(NOW.minusSeconds(5), "no");
    assertThat(step("Always", "a:1", false, once)).isEqualTo(new Step.Wait(NOW.plusSeconds(5)));
    assertThat(step("Always", "a:1", false, Failures.NONE.another(NOW.minusSeconds(10), "no")))
        .isEqualTo(new Step.Pull());
    assertThat(new Failures(4, NOW, "no").retryAt()).isEqualTo(NOW.plusSeconds(80));
    assertThat(new Failures(400, NOW, "no").retryAt()).isEqualTo(NOW.plusSeconds(300));
  }

  private static Secret secret(String json) {
    var encoded = Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    return new SecretBuilder().withData(Map.of(".dockerconfigjson", encoded)).build();
  }

  @Test
  void credentialsAreFoundByRegistry() {
    var secret =
        secret(
            """
            {"auths":{"https://index.docker.io/v1/":{"username":"d","password":"x"},
                      "registry.example.org":{"auth":"dTpwOnc="}}}
            """);
    assertThat(RegistryCredentials.in(secret, "busybox").orElseThrow().getUsername())
        .isEqualTo("d");
    var own = RegistryCredentials.in(secret, "registry.example.org/team/app:1").orElseThrow();
    assertThat(own.getUsername()).isEqualTo("u");
    assertThat(own.getPassword()).isEqualTo("p:w");
    assertThat(RegistryCredentials.in(secret, "other.example.org/app:1")).isEmpty();
    assertThat(RegistryCredentials.in(secret("no json"), "busybox")).isEmpty();
  }
}
