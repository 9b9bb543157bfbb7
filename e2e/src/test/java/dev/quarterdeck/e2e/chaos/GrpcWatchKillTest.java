package dev.quarterdeck.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.cli.process.Command;
import dev.quarterdeck.client.grpc.CallException;
import dev.quarterdeck.client.grpc.GrpcClient;
import dev.quarterdeck.client.grpc.ObjectEvent;
import dev.quarterdeck.client.grpc.ObjectWatch;
import dev.quarterdeck.client.grpc.Resources;
import dev.quarterdeck.client.grpc.Selection;
import dev.quarterdeck.e2e.fixture.Eventually;
import dev.quarterdeck.e2e.fixture.LabExtension;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The server is killed in mid-watch, again and again, at moments a seed decides: the client's watch
 * resumes, and in the end it has told every object once, in order. {@code -Dkills=N -Dseed=N}.
 */
@Tag("lab")
class GrpcWatchKillTest {

  private static final int KILLS = Integer.getInteger("kills", 50);
  private static final long SEED = Long.getLong("seed", 20_261_121L);
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Map<String, String> LABELS = Map.of("test", "watch-kill");
  private static final Selection OURS = Selection.labels("test=watch-kill");

  @RegisterExtension static final LabExtension LAB = LabExtension.ofNodes(1);

  private final List<String> told = new CopyOnWriteArrayList<>();
  private final AtomicInteger created = new AtomicInteger();
  private final AtomicBoolean stop = new AtomicBoolean();

  @Test
  void aWatchResumesWithoutGapOrRepeatHoweverOftenTheServerIsKilled() throws Exception {
    var random = new Random(SEED);
    try (var cluster = GrpcClient.connect(LAB.lab().folder().kubeconfig(), "watch-kill")) {
      var maps = cluster.resources(ConfigMap.class).inNamespace("default");
      var watch = maps.watch(OURS);
      var reader = Thread.ofVirtual().start(() -> read(watch));
      var writer = Thread.ofVirtual().start(() -> write(maps));
      for (var kill = 0; kill < KILLS; kill++) {
        var seen = told.size();
        Eventually.holds("the watch goes on", PATIENCE, () -> told.size() > seen);
        TimeUnit.MILLISECONDS.sleep(random.nextInt(400)); // Somewhere in the stream.
        killControlPlane();
      }
      stop.set(true);
      writer.join(PATIENCE);
      var present = inOrder(maps);
      Eventually.holds("all is told", PATIENCE, () -> told.size() >= present.size());
      watch.close();
      reader.join(PATIENCE);

      assertThat(told).as("seed %d, %d kills", SEED, KILLS).isEqualTo(present);
      assertThat(present).hasSizeGreaterThan(KILLS);
    }
  }

  private void read(ObjectWatch<ConfigMap> watch) {
    while (watch.hasNext()) {
      if (watch.next() instanceof ObjectEvent.Added<ConfigMap>(var object)) {
        told.add(line(object));
      }
    }
  }

  /** Creates one object after the other; whether an unanswered one is there shows in the end. */
  private void write(Resources<ConfigMap> maps) {
    while (!stop.get()) {
      try {
        maps.create(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("told-" + created.getAndIncrement())
                .withNamespace("default")
                .withLabels(LABELS)
                .endMetadata()
                .build());
      } catch (CallException down) {
        Thread.yield(); // The server is being killed; the next name is as good.
      }
    }
  }

  private static List<String> inOrder(Resources<ConfigMap> maps) throws Exception {
    return Eventually.until(
            "the server lists again",
            PATIENCE,
            () -> {
              try {
                return maps.list(OURS).items();
              } catch (CallException down) {
                return List.<ConfigMap>of();
              }
            },
            items -> !items.isEmpty())
        .stream()
        .sorted(Comparator.comparingLong(GrpcWatchKillTest::revision))
        .map(GrpcWatchKillTest::line)
        .toList();
  }

  private static long revision(ConfigMap object) {
    return Long.parseLong(object.getMetadata().getResourceVersion());
  }

  private static String line(ConfigMap object) {
    return object.getMetadata().getName() + "@" + revision(object);
  }

  private static void killControlPlane() throws Exception {
    var pid =
        LAB.lab().processes().stream()
            .filter(line -> line.name().equals("control-plane") && !line.pid().equals("-"))
            .findFirst();
    if (pid.isPresent()) {
      Command.run("kill", "-KILL", pid.get().pid());
    }
  }
}
