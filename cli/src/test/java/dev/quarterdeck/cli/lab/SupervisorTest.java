package dev.quarterdeck.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SupervisorTest {

  @TempDir Path folder;

  @Test
  void whatWasStartedIsFoundByItsNameUntilItIsStopped() throws Exception {
    var supervisor =
        new Supervisor(folder.resolve("run"), LabScripts.unpack(folder, "supervise.sh"), List.of());
    assertThat(supervisor.names()).isEmpty();
    supervisor.start("one", List.of("sleep", "60"));
    supervisor.start("other", List.of("sleep", "60"));
    assertThat(Await.until(Duration.ofSeconds(10), () -> supervisor.names().size() == 2)).isTrue();
    assertThat(supervisor.names()).containsExactly("one", "other");

    supervisor.stop("one", Duration.ofSeconds(10));
    assertThat(supervisor.names()).containsExactly("other");
    assertThat(supervisor.isRunning("one")).isFalse();
    supervisor.stop("other", Duration.ofSeconds(10));
    assertThat(supervisor.names()).isEmpty();
  }
}
