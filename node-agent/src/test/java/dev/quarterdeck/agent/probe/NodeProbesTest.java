package dev.quarterdeck.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.agent.fixture.Steps;
import dev.quarterdeck.agent.http.HttpGetClient;
import dev.quarterdeck.agent.worker.ContainerProbes.Failure;
import dev.quarterdeck.agent.worker.ContainerProbes.State;
import dev.quarterdeck.agent.worker.ContainerProbes.Target;
import dev.quarterdeck.cri.CriFault;
import dev.quarterdeck.cri.CriRuntime;
import dev.quarterdeck.cri.ExecResult;
import dev.quarterdeck.model.time.SteppedTime;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NodeProbesTest {

  private final Vertx vertx = Vertx.vertx();
  private final HttpGetClient http = new HttpGetClient(vertx);
  private final SteppedTime time = new SteppedTime(Instant.parse("2026-05-01T12:00:00Z"));
  private final BlockingQueue<String> changes = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> reports = new LinkedBlockingQueue<>();

  /** What commands answer: {@code sh ok} succeeds, {@code sh slow} runs out of time. */
  private final CriRuntime runtime =
      (CriRuntime)
          Proxy.newProxyInstance(
              CriRuntime.class.getClassLoader(),
              new Class<?>[] {CriRuntime.class},
              (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("execSync");
                var command = (List<?>) arguments[1];
                return switch (String.valueOf(command.getLast())) {
                  case "ok" -> new ExecResult(0, "", "");
                  case "slow" -> throw new CriFault.Timeout("late");
                  case "broken" -> throw new CriFault.Unavailable("no runtime");
                  default -> new ExecResult(1, "out ", "err");
                };
              });

  private final NodeProbes probes =
      new NodeProbes(
          vertx,
          runtime,
          http,
          new NodeProbes.Listeners(
              changes::add,
              (pod, container, reason, message) -> reports.add(reason + " " + message)),
          time,
          new Random(1),
          new SimpleMeterRegistry());

  @AfterEach
  void stop() throws Exception {
    probes.close();
    http.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static Probe exec(String word, int failureThreshold) {
    return new ProbeBuilder()
        .withNewExec()
        .withCommand("sh", word)
        .endExec()
        .withPeriodSeconds(1)
        .withFailureThreshold(failureThreshold)
        .withTerminationGracePeriodSeconds(7L)
        .build();
  }

  private static ContainerBuilder container() {
    return new ContainerBuilder()
        .withName("c")
        .addNewEnv()
        .withName("WORD")
        .withValue("ok")
        .endEnv();
  }

  private void start(Container container, State seed) {
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("web")
            .withNamespace("shop")
            .withUid("u1")
            .endMetadata()
            .build();
    probes.start(new Target(pod, container, "id1", "127.0.0.1", Instant.EPOCH, seed));
  }

  private State afterChange() throws InterruptedException {
    Steps.until(time, Duration.ofMillis(100), "a change", () -> !changes.isEmpty());
    assertThat(changes.poll()).isEqualTo("u1");
    return probes.state("id1");
  }

  @Test
  void aContainerWithoutProbesIsReadyAtOnce() {
    assertThat(probes.state("id1")).isEqualTo(State.INITIAL);
    start(container().build(), State.INITIAL);
    assertThat(probes.state("id1")).isEqualTo(new State(true, true, Optional.empty()));
    probes.stop("id1");
    assertThat(probes.state("id1")).isEqualTo(State.INITIAL);
  }

  @Test
  void readinessComesWithTheFirstSuccess() throws Exception {
    start(container().withReadinessProbe(exec("$(WORD)", 3)).build(), State.INITIAL);
    assertThat(afterChange()).isEqualTo(new State(true, true, Optional.empty()));
  }

  @Test
  void startupComesBeforeAllElse() throws Exception {
    start(
        container()
            .withStartupProbe(exec("no", 2))
            .withReadinessProbe(exec("ok", 1))
            .withLivenessProbe(exec("no", 1))
            .build(),
        State.INITIAL);
    assertThat(afterChange())
        .isEqualTo(
            new State(
                false, false, Optional.of(new Failure("Startup", "out err", Optional.of(7L)))));
    assertThat(reports)
        .containsExactly(
            "Unhealthy Startup probe failed: out err", "Unhealthy Startup probe failed: out err");
  }

  @Test
  void livenessFailuresAskForTheKill() throws Exception {
    start(container().withLivenessProbe(exec("slow", 1)).build(), State.INITIAL);
    var state = afterChange();
    assertThat(state.ready()).isTrue();
    assertThat(state.failure())
        .contains(
            new Failure(
                "Liveness", "command timed out: \"sh slow\" timed out after 1s", Optional.of(7L)));
  }

  @Test
  void anAttemptThatCannotBeMadeChangesNothing() throws Exception {
    start(
        container().withReadinessProbe(exec("broken", 1)).build(),
        new State(true, true, Optional.empty()));
    Steps.until(time, Duration.ofMillis(100), "a report", () -> !reports.isEmpty());
    assertThat(reports.poll())
        .isEqualTo(
            "Unhealthy Readiness probe errored and resulted in unknown state: rpc error: no runtime");
    assertThat(probes.state("id1").ready()).isTrue();
    assertThat(changes).isEmpty();
  }

  @Test
  void afterARestartReadyStaysReadyUntilTheProbeSaysOtherwise() throws Exception {
    start(
        container().withReadinessProbe(exec("no", 1)).build(),
        new State(true, true, Optional.empty()));
    assertThat(probes.state("id1").ready()).isTrue();
    assertThat(afterChange().ready()).isFalse();
  }
}
