package dev.quarterdeck.agent.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.agent.fixture.Steps;
import dev.quarterdeck.cri.CriConnection;
import dev.quarterdeck.cri.CriDeadlines;
import dev.quarterdeck.cri.sim.SimOptions;
import dev.quarterdeck.cri.sim.SimulatedCri;
import dev.quarterdeck.model.time.SteppedTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RuntimeMonitorTest {

  private static final Duration STEP = Duration.ofMillis(100);

  @TempDir Path folder;
  private final SteppedTime time = new SteppedTime(Instant.parse("2026-05-01T12:00:00Z"));
  private final AtomicInteger changes = new AtomicInteger();
  private SimulatedCri sim;
  private CriConnection cri;
  private RuntimeMonitor monitor;

  @BeforeEach
  void start() throws Exception {
    sim = SimulatedCri.start(folder.resolve("s"), SimOptions.DEFAULT.withTime(time));
    cri = CriConnection.to(sim.endpoint(), CriDeadlines.DEFAULT, new SimpleMeterRegistry());
    monitor = new RuntimeMonitor(cri.runtime(), cri.images(), time);
    monitor.start(changes::incrementAndGet);
  }

  @AfterEach
  void stop() {
    monitor.close();
    cri.close();
    sim.close();
  }

  private void awaitReady() throws InterruptedException {
    Steps.until(time, STEP, "ready", () -> monitor.health().ready());
  }

  @Test
  void theNetworkIsReadyOnceTheRuntimeWasToldThePodCidr() throws Exception {
    Steps.standing("an answer", () -> monitor.health().known());
    assertThat(monitor.notReady())
        .contains(
            "container runtime network not ready: NetworkReady=false "
                + "reason:NetworkPluginNotReady message:no pod CIDR is set yet");
    monitor.setPodCidr("10.9.0.0/24");
    awaitReady();
    assertThat(monitor.notReady()).isEmpty();
    assertThat(monitor.version()).isEqualTo("simulated://1.0.0");
    assertThat(changes).hasPositiveValue();
  }

  @Test
  void aRuntimeThatHangsIsDownAfterThirtySecondsAndUpAgainWhenItAnswers() throws Exception {
    monitor.setPodCidr("10.9.0.0/24");
    awaitReady();
    sim.hang();
    time.advance(Duration.ofSeconds(16));
    assertThat(monitor.health().ready()).isTrue();
    assertThat(monitor.unresponsive().orElseThrow())
        .startsWith("container runtime is down: no answer for 16s");

    var worseAt = monitor.worseAt().orElseThrow();
    time.advance(Duration.between(time.instant(), worseAt));
    assertThat(monitor.notReady()).contains("container runtime is down");

    var changesBefore = changes.get();
    sim.resume();
    awaitReady();
    assertThat(monitor.unresponsive()).isEmpty();
    assertThat(changes.get()).isGreaterThan(changesBefore);
  }

  @Test
  void aRelistThatDoesNotComeToItsEndMakesTheNodeUnready() throws Exception {
    monitor.setPodCidr("10.9.0.0/24");
    awaitReady();
    monitor.relisted();
    Steps.until(
        time,
        Duration.ofSeconds(1),
        "no relist",
        () -> monitor.notReady().filter(why -> why.startsWith("PLEG is not healthy")).isPresent());
    monitor.relisted();
    awaitReady();
  }
}
