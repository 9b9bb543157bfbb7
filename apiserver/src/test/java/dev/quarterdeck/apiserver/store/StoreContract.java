package dev.quarterdeck.apiserver.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.apiserver.store.Store.Event;
import dev.quarterdeck.apiserver.store.Store.Stored;
import dev.quarterdeck.apiserver.store.Store.WriteResult;
import dev.quarterdeck.apiserver.store.Store.WriteResult.Refused;
import dev.quarterdeck.apiserver.store.Store.WriteResult.Written;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldError;
import dev.quarterdeck.model.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link Store} must do. Each test works under a prefix of its own. */
@Timeout(60)
abstract class StoreContract {

  private final String prefix = "/registry/" + UUID.randomUUID() + "/";

  abstract Store store();

  private String key(String name) {
    return prefix + name;
  }

  private long create(String name, String value) {
    return written(store().create(key(name), value.getBytes(UTF_8), null));
  }

  private static long written(WriteResult result) {
    assertThat(result).isInstanceOf(Written.class);
    return ((Written) result).revision();
  }

  private static String text(Stored stored) {
    return new String(stored.value(), UTF_8);
  }

  private List<String> names(Store.Page page) {
    return page.values().stream().map(s -> s.key().substring(prefix.length())).toList();
  }

  @Test
  void createdKeyIsReadBackWithItsRevision() {
    var revision = create("a", "one");

    var stored = store().get(key("a")).orElseThrow();
    assertThat(text(stored)).isEqualTo("one");
    assertThat(stored.modRevision()).isEqualTo(revision);
    assertThat(store().currentRevision()).isEqualTo(revision);
  }

  @Test
  void absentKeyIsEmpty() {
    assertThat(store().get(key("none"))).isEmpty();
  }

  @Test
  void createOfExistingKeyIsRefusedWithWhatIsThere() {
    var revision = create("a", "one");

    var result = store().create(key("a"), "two".getBytes(UTF_8), null);

    assertThat(result).isInstanceOf(Refused.class);
    var current = ((Refused) result).current().orElseThrow();
    assertThat(text(current)).isEqualTo("one");
    assertThat(current.modRevision()).isEqualTo(revision);
    assertThat(store().currentRevision()).as("a refused write is no revision").isEqualTo(revision);
  }

  @Test
  void updateNeedsTheSeenRevision() {
    var first = create("a", "one");
    var second = written(store().update(key("a"), "two".getBytes(UTF_8), first));

    assertThat(second).isGreaterThan(first);
    var stale = store().update(key("a"), "three".getBytes(UTF_8), first);

    assertThat(((Refused) stale).current().map(StoreContract::text)).contains("two");
    assertThat(text(store().get(key("a")).orElseThrow())).isEqualTo("two");
  }

  @Test
  void updateOfAbsentKeyIsRefused() {
    for (var expected : List.of(0L, 5L)) {
      var result = store().update(key("none"), new byte[] {1}, expected);
      assertThat(result).isEqualTo(new Refused(java.util.Optional.empty()));
    }
    assertThat(store().get(key("none"))).isEmpty();
  }

  @Test
  void deleteNeedsTheSeenRevision() {
    var first = create("a", "one");
    var second = written(store().update(key("a"), "two".getBytes(UTF_8), first));

    assertThat(store().delete(key("a"), first)).isInstanceOf(Refused.class);
    assertThat(store().get(key("a"))).isPresent();
    assertThat(written(store().delete(key("a"), second))).isGreaterThan(second);
    assertThat(store().get(key("a"))).isEmpty();
    assertThat(store().delete(key("a"), second)).isEqualTo(new Refused(java.util.Optional.empty()));
  }

  @Test
  void ofManyWritersWithTheSameGuardOneWins() throws Exception {
    var seen = create("a", "start");
    var attempts =
        IntStream.range(0, 16)
            .<Callable<WriteResult>>mapToObj(
                i -> () -> store().update(key("a"), ("w" + i).getBytes(UTF_8), seen))
            .toList();
    var results = new ArrayList<WriteResult>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<WriteResult> future : executor.invokeAll(attempts)) {
        results.add(future.get());
      }
    }

    assertThat(results).filteredOn(Written.class::isInstance).hasSize(1);
    assertThat(results).filteredOn(Refused.class::isInstance).hasSize(15);
  }

  @Test
  void listIsInKeyOrderAndPaged() {
    for (var name : List.of("c", "a", "e", "b", "d")) {
      create(name, name);
    }

    var all = store().list(prefix, "", 0, 0);
    assertThat(names(all)).containsExactly("a", "b", "c", "d", "e");
    assertThat(all.more()).isFalse();

    var first = store().list(prefix, "", 2, 0);
    assertThat(names(first)).containsExactly("a", "b");
    assertThat(first.more()).isTrue();
    assertThat(first.remaining()).isEqualTo(3);

    var last = store().list(prefix, key("b"), 5, 0);
    assertThat(names(last)).containsExactly("c", "d", "e");
    assertThat(last.more()).isFalse();
    assertThat(last.remaining()).isZero();
  }

  @Test
  void listDoesNotReachIntoNeighbouringPrefixes() {
    create("a/x", "1");
    create("ab/x", "2");

    assertThat(names(store().list(key("a/"), "", 0, 0))).containsExactly("a/x");
  }

  @Test
  void laterPagesSeeTheRevisionOfTheFirst() {
    var b = create("b", "1");
    create("a", "1");
    create("c", "1");
    var first = store().list(prefix, "", 1, 0);
    store().update(key("b"), "2".getBytes(UTF_8), b);
    store().delete(key("c"), store().get(key("c")).orElseThrow().modRevision());
    create("d", "1");

    var rest = store().list(prefix, key("a"), 0, first.revision());

    assertThat(names(rest)).containsExactly("b", "c");
    assertThat(text(rest.values().getFirst())).isEqualTo("1");
    assertThat(rest.revision()).isEqualTo(first.revision());
  }

  @Test
  void listFromTheFutureIsTooLarge() {
    var now = create("a", "1");

    assertThatThrownBy(() -> store().list(prefix, "", 0, now + 1_000))
        .isInstanceOfSatisfying(
            ApiFault.class,
            fault -> {
              assertThat(fault.reason()).isEqualTo(Reason.TIMEOUT);
              assertThat(fault.getMessage()).contains("Too large resource version");
              assertThat(fault.details().causes())
                  .extracting(FieldError::type)
                  .containsExactly(FieldError.Type.RESOURCE_VERSION_TOO_LARGE);
            });
  }

  @Test
  void compactedHistoryIsReportedToListsAndWatches() {
    var first = create("a", "1");
    var second = written(store().update(key("a"), "2".getBytes(UTF_8), first));
    var third = written(store().update(key("a"), "3".getBytes(UTF_8), second));
    store().compact(third);
    store().compact(third); // Again is as good.

    assertThatThrownBy(() -> store().list(prefix, "", 0, first))
        .isInstanceOfSatisfying(
            Store.CompactedException.class,
            e -> assertThat(e.compactedRevision()).isEqualTo(third));
    var listener = new RecordingListener();
    try (var _ = store().watch(prefix, first, listener)) {
      assertThat(listener.awaitEnd()).isEqualTo(third);
    }
    assertThat(names(store().list(prefix, "", 0, third))).containsExactly("a");
  }

  @Test
  void watchTellsEveryChangeInOrder() {
    var listener = new RecordingListener();
    try (var _ = store().watch(prefix, store().currentRevision() + 1, listener)) {
      var created = create("a", "1");
      var updated = written(store().update(key("a"), "2".getBytes(UTF_8), created));
      var deleted = written(store().delete(key("a"), updated));

      var events = listener.awaitEvents(3);

      assertThat(events).extracting(Event::revision).containsExactly(created, updated, deleted);
      assertThat(events).extracting(Event::key).containsOnly(key("a"));
      assertThat(((Event.Put) events.get(0)).created()).isTrue();
      assertThat(((Event.Put) events.get(1)).created()).isFalse();
      assertThat(((Event.Put) events.get(1)).value()).isEqualTo("2".getBytes(UTF_8));
      assertThat(events.get(2)).isInstanceOf(Event.Delete.class);
    }
  }

  @Test
  void watchFromThePastTellsWhatHappenedSince() {
    var first = create("a", "1");
    var second = written(store().update(key("a"), "2".getBytes(UTF_8), first));
    create("b", "1");
    var newer = new RecordingListener();
    var older = new RecordingListener();
    try (var _ = store().watch(prefix, store().currentRevision() + 1, newer);
        var _ = store().watch(prefix, second, older)) {
      var last = create("c", "1");

      assertThat(older.awaitEvents(3))
          .extracting(event -> event.key().substring(prefix.length()))
          .containsExactly("a", "b", "c");
      assertThat(newer.awaitEvents(1)).extracting(Event::revision).containsExactly(last);
    }
  }

  @Test
  void watchersFromManyPlacesInTheMiddleOfWritesMissNothing() throws Exception {
    var start = store().currentRevision() + 1;
    var listeners = new ArrayList<RecordingListener>();
    var watches = new ArrayList<Store.Watch>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var writer =
          executor.submit(() -> IntStream.range(0, 200).forEach(i -> create("k" + i, "v")));
      for (var i = 0; i < 20; i++) {
        var listener = new RecordingListener();
        listeners.add(listener);
        watches.add(store().watch(prefix, start, listener));
        store().currentRevision();
      }
      writer.get();
    }
    for (var listener : listeners) {
      var events = listener.awaitEvents(200);
      assertThat(events).hasSize(200);
      assertThat(events).extracting(Event::revision).isSorted().doesNotHaveDuplicates();
    }
    watches.forEach(Store.Watch::close);
  }

  @Test
  void quietWatchLearnsHowFarTheStoreIs() {
    var listener = new RecordingListener();
    try (var _ = store().watch(key("quiet/"), store().currentRevision() + 1, listener)) {
      var elsewhere = create("noise", "1");

      listener.awaitRevision(elsewhere);

      assertThat(listener.batches()).isEmpty();
    }
  }

  @Test
  void closedWatchIsSilent() {
    var closed = new RecordingListener();
    var open = new RecordingListener();
    var from = store().currentRevision() + 1;
    try (var _ = store().watch(prefix, from, open)) {
      store().watch(prefix, from, closed).close();
      create("a", "1");
      open.awaitEvents(1);
    }
    assertThat(closed.batches()).isEmpty();
  }

  @Test
  void failingListenerDoesNotCostTheOthersTheirEvents() {
    var from = store().currentRevision() + 1;
    var listener = new RecordingListener();
    try (var _ = store().watch(prefix, from, new FailingListener());
        var _ = store().watch(prefix, from, listener)) {
      create("a", "1");
      create("b", "1");

      assertThat(listener.awaitEvents(2)).hasSize(2);
    }
  }

  @Test
  void keyWithTimeToLiveGoesAwayAndTheWatchSaysSo() {
    var listener = new RecordingListener();
    try (var _ = store().watch(prefix, store().currentRevision() + 1, listener)) {
      var created =
          written(store().create(key("event"), "1".getBytes(UTF_8), Duration.ofSeconds(1)));
      written(store().update(key("event"), "2".getBytes(UTF_8), created));
      create("forever", "1");

      var events = listener.awaitEvents(4);

      assertThat(events.get(3)).isInstanceOf(Event.Delete.class);
      assertThat(events.get(3).key()).isEqualTo(key("event"));
      assertThat(store().get(key("event"))).isEmpty();
      assertThat(store().get(key("forever"))).isPresent();
    }
  }

  @Test
  void updateWithTimeToLiveKeepsTheKeyForThatLong() {
    var listener = new RecordingListener();
    try (var _ = store().watch(prefix, store().currentRevision() + 1, listener)) {
      var lease = written(store().create(key("lease"), "1".getBytes(UTF_8), Duration.ofSeconds(1)));
      written(store().create(key("event"), "1".getBytes(UTF_8), Duration.ofSeconds(1)));
      var day = Duration.ofDays(1);
      var renewed = written(store().update(key("lease"), "2".getBytes(UTF_8), lease, day));

      assertThat(listener.awaitEvents(4).get(3).key()).isEqualTo(key("event"));
      assertThat(store().get(key("lease"))).isPresent();
      assertThat(store().update(key("lease"), "3".getBytes(UTF_8), lease, day))
          .as("another write came before")
          .isInstanceOf(Refused.class);

      written(store().update(key("lease"), "4".getBytes(UTF_8), renewed, Duration.ofSeconds(1)));
      assertThat(listener.awaitEvents(6).get(5)).isInstanceOf(Event.Delete.class);
    }
  }

  private static final class FailingListener implements Store.Listener {
    @Override
    public void events(List<Event> events) {
      throw new IllegalStateException("a defect");
    }

    @Override
    public void progress(long revision) {}

    @Override
    public void ended(long compactedRevision, Throwable cause) {}
  }
}
