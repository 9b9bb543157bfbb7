package dev.quarterdeck.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quarterdeck.client.grpc.GrpcClient;
import dev.quarterdeck.client.grpc.Selection;
import dev.quarterdeck.e2e.fixture.LabExtension;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Kills the server repeatedly during a watch, at pseudo-random moments, while objects are created,
 * updated and deleted. The client resumes its watch each time from the last revision it has seen,
 * and in the end has seen each acknowledged write once and in order.
 *
 * <p>10 kills, {@code -Dkills=50} for the full run (eight seconds a kill on a quiet machine);
 * {@code -Dseed=N} for other moments.
 */
@Tag("lab")
class GrpcWatchKillTest {

  private static final int KILLS = Integer.getInteger("kills", 10);
  private static final long SEED = Long.getLong("seed", 20_261_121L);
  private static final int LONGEST_PAUSE_MILLIS = 400;
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Map<String, String> LABELS = Map.of("test", "watch-kill");
  private static final Selection OURS = Selection.labels("test=watch-kill");

  @RegisterExtension static final LabExtension LAB = LabExtension.ofNodes(1);

  @Test
  void aWatchResumesWithoutGapOrRepeatHoweverOftenTheServerIsKilled() throws Exception {
    try (var cluster = GrpcClient.connect(LAB.lab().folder().kubeconfig(), "watch-kill")) {
      var maps = cluster.resources(ConfigMap.class).inNamespace("default");
      try (var journal = new WatchJournal(maps.watch(OURS));
          var writer = new GrpcWriter(maps, LABELS)) {
        var random = new Random(SEED);
        for (var kill = 0; kill < KILLS; kill++) {
          awaitNewWriteToBeSeen(writer, journal);
          TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_PAUSE_MILLIS)); // varies the moment
          killControlPlane();
        }
        awaitNewWriteToBeSeen(writer, journal);
        writer.close();
        var last = writer.acknowledged().getLast();
        await("the watch has seen the last write")
            .atMost(PATIENCE)
            .until(() -> journal.hasSeen(last));
        compare(journal, writer);
      }
    }
  }

  /** Only a server that lives can acknowledge a write from now on. */
  private static void awaitNewWriteToBeSeen(GrpcWriter writer, WatchJournal journal)
      throws Exception {
    var before = writer.acknowledged().size();
    await("a write is acknowledged")
        .atMost(PATIENCE)
        .until(() -> writer.acknowledged().size() > before);
    var written = writer.acknowledged().get(before);
    await("the watch has seen it").atMost(PATIENCE).until(() -> journal.hasSeen(written));
  }

  private static void compare(WatchJournal journal, GrpcWriter writer) {
    var events = journal.events();
    var what = "seed %d, %d kills, %d events".formatted(SEED, KILLS, events.size());
    assertThat(journal.revisions()).as(what).isSorted().doesNotHaveDuplicates();
    var kept = new HashSet<>(writer.acknowledged());
    assertThat(events.stream().filter(kept::contains).toList())
        .as("all acknowledged writes, once and in order: " + what)
        .isEqualTo(writer.acknowledged());
    assertThat(writer.unanswered()).as("some requests failed").isGreaterThanOrEqualTo(KILLS);
    System.out.printf("%s, %d acknowledged%n", what, kept.size());
  }

  private static void killControlPlane() throws Exception {
    var pid =
        LAB.lab().processes().stream()
            .filter(line -> line.name().equals("control-plane") && !line.pid().equals("-"))
            .mapToLong(line -> Long.parseLong(line.pid()))
            .findFirst()
            .orElseThrow();
    var process = ProcessHandle.of(pid).orElseThrow();
    assertThat(process.destroyForcibly()).as("kill -9 of " + pid).isTrue();
    process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
