package dev.quarterdeck.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.agent.fixture.Steps;
import dev.quarterdeck.model.time.SteppedTime;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StatusWriterTest {

  private static final Duration SOON = Duration.ofSeconds(5);

  private final BlockingQueue<String> written = new LinkedBlockingQueue<>();
  private final SteppedTime time = new SteppedTime(Instant.EPOCH);
  private final Pod pod =
      new PodBuilder()
          .withNewMetadata()
          .withNamespace("a")
          .withName("p")
          .withUid("u")
          .endMetadata()
          .build();

  @Test
  void writesOnlyTheNewestOfAQuickStart() throws Exception {
    try (var writer = new StatusWriter(new Recorder(), time)) {
      writer.write(pod, phase("Pending"), false);
      writer.write(pod, phase("Running"), true);

      assertThat(writer.flush("u", SOON)).isTrue();
      assertThat(List.copyOf(written)).containsExactly("Running");
    }
  }

  @Test
  void writesWhatIsNotUrgentByItself() throws Exception {
    try (var writer = new StatusWriter(new Recorder(), time)) {
      writer.write(pod, phase("Pending"), false);

      Steps.standing("it waits", () -> time.nextDeadline().isPresent());
      assertThat(written).isEmpty();
      time.advance(Duration.ofSeconds(1));
      assertThat(written.poll(SOON.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo("Pending");
    }
  }

  private static PodStatus phase(String phase) {
    return new PodStatusBuilder().withPhase(phase).build();
  }

  private final class Recorder implements PodApi {

    @Override
    public OptionalLong writeStatus(Pod pod, PodStatus status) {
      written.add(status.getPhase());
      return OptionalLong.of(written.size());
    }

    @Override
    public void delete(Pod pod) {
      throw new AssertionError("nothing deletes here");
    }
  }
}
