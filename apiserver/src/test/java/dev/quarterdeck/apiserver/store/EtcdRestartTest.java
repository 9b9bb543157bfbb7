package dev.quarterdeck.apiserver.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quarterdeck.apiserver.store.Store.Event;
import dev.quarterdeck.apiserver.store.Store.WriteResult.Refused;
import dev.quarterdeck.apiserver.store.Store.WriteResult.Written;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.time.Time;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** kill -9 of etcd with writes in flight, checked against the history etcd itself kept. */
@Tag("etcd")
@Timeout(120)
class EtcdRestartTest {

  private static final String PREFIX = "/registry/restart/";
  private static final int WRITERS = 16;
  private static final int KILLS = 3;

  /** What a writer was told about the attempt that wrote this value. */
  private sealed interface Told {
    record Done(long revision) implements Told {}

    record NotDone() implements Told {}

    record Unknown() implements Told {}
  }

  private final Map<String, Told> told = new ConcurrentHashMap<>();
  private final AtomicInteger acknowledged = new AtomicInteger();

  @Test
  void acknowledgedWritesStayAndNoneHappensTwice() throws Exception {
    try (var etcd = EtcdFixture.start();
        var store =
            EtcdStore.open(
                EtcdConfig.plain(etcd.endpoint()).withCallTimeout(Duration.ofSeconds(5)),
                new SimpleMeterRegistry(),
                Time.system())) {
      var listener = new RecordingListener();
      store.watch(PREFIX, store.currentRevision() + 1, listener);
      var stop = new AtomicBoolean();
      try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var w = 0; w < WRITERS; w++) {
          var writer = w;
          writers.submit(() -> write(store, writer, stop));
        }
        for (var kill = 0; kill < KILLS; kill++) {
          awaitAcknowledged(acknowledged.get() + 200);
          etcd.kill();
          etcd.restart();
        }
        awaitAcknowledged(acknowledged.get() + 200);
        stop.set(true);
      }
      check(store, listener);
    }
  }

  private void awaitAcknowledged(int count) {
    await("writers go on")
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(1))
        .until(() -> acknowledged.get() >= count);
  }

  /** Creates keys of its own and fights with the others over one shared key. */
  private void write(Store store, int writer, AtomicBoolean stop) {
    for (var n = 0; !stop.get(); n++) {
      var own = "own-%d-%d".formatted(writer, n);
      attempt(own, () -> store.create(PREFIX + own, own.getBytes(UTF_8), null));
      var shared = "shared-%d-%d".formatted(writer, n);
      attempt(
          shared,
          () -> {
            var value = shared.getBytes(UTF_8);
            var seen = store.get(PREFIX + "shared");
            return seen.isEmpty()
                ? store.create(PREFIX + "shared", value, null)
                : store.update(PREFIX + "shared", value, seen.get().modRevision());
          });
    }
  }

  private interface Attempt {
    Store.WriteResult write();
  }

  private void attempt(String value, Attempt attempt) {
    try {
      switch (attempt.write()) {
        case Written(var revision) -> {
          told.put(value, new Told.Done(revision));
          acknowledged.incrementAndGet();
        }
        case Refused _ -> told.put(value, new Told.NotDone());
      }
    } catch (ApiFault e) {
      told.put(value, new Told.Unknown());
    }
  }

  private void check(Store store, RecordingListener listener) {
    listener.awaitRevision(store.currentRevision());
    var puts = new ArrayList<Event.Put>();
    for (var batch : listener.batches()) {
      batch.forEach(event -> puts.add((Event.Put) event));
    }
    var happened =
        puts.stream()
            .collect(
                Collectors.groupingBy(
                    put -> new String(put.value(), UTF_8),
                    Collectors.mapping(Event.Put::revision, Collectors.toList())));
    assertThat(happened.values()).allSatisfy(at -> assertThat(at).hasSize(1));
    told.forEach((value, what) -> checkOne(value, what, happened.getOrDefault(value, List.of())));
    assertThat(told.keySet()).containsAll(happened.keySet());
    var kept = store.list(PREFIX, "", 0, 0).values();
    assertThat(kept.stream().map(s -> new String(s.value(), UTF_8)))
        .as("acknowledged creates are still there")
        .containsAll(
            told.entrySet().stream()
                .filter(e -> e.getKey().startsWith("own") && e.getValue() instanceof Told.Done)
                .map(Map.Entry::getKey)
                .toList());
    System.out.printf(
        "acknowledged=%d unknown=%d refused=%d happened=%d%n",
        acknowledged.get(), count(Told.Unknown.class), count(Told.NotDone.class), puts.size());
  }

  private static void checkOne(String value, Told what, List<Long> at) {
    switch (what) {
      case Told.Done(var revision) -> assertThat(at).as(value).containsExactly(revision);
      case Told.NotDone _ -> assertThat(at).as(value).isEmpty();
      case Told.Unknown _ -> assertThat(at).as(value).hasSizeLessThan(2);
    }
  }

  private long count(Class<? extends Told> kind) {
    return told.values().stream().filter(kind::isInstance).count();
  }
}
