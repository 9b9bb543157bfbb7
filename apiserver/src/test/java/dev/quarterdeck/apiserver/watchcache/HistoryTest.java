package dev.quarterdeck.apiserver.watchcache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HistoryTest {

  private static final CachedObject OBJECT =
      new CachedObject(
          "/k", new ObjectKey("", "k"), "", 1, Map.of(), Map.of(), "v1", new byte[976]);

  /** Weighs 2,000 bytes. */
  private static ImageChange change(long sequence, long revision) {
    return new ImageChange(sequence, revision, null, OBJECT, Image.EMPTY.with(OBJECT));
  }

  private static List<Long> sequences(List<ImageChange> changes) {
    return changes.stream().map(ImageChange::sequence).toList();
  }

  @Test
  void keepsTheNewestChangesByNumber() {
    var history = new History(3, Long.MAX_VALUE);
    history.reset(10, 0, Image.EMPTY);
    for (var i = 1; i <= 5; i++) {
      history.append(List.of(change(i, 10 + i)));
    }

    assertThat(history.floor()).isEqualTo(12);
    assertThat(history.oldest()).isEqualTo(3);
    assertThat(history.after(2, 10).map(HistoryTest::sequences)).contains(List.of(3L, 4L, 5L));
    assertThat(history.after(4, 10).map(HistoryTest::sequences)).contains(List.of(5L));
    assertThat(history.after(5, 10).map(HistoryTest::sequences)).contains(List.of());
    assertThat(history.after(2, 1).map(HistoryTest::sequences)).contains(List.of(3L));
    assertThat(history.after(1, 10)).as("change 2 is gone").isEmpty();
  }

  @Test
  void keepsTheNewestChangesByWeight() {
    var history = new History(1_000, 5_000);
    history.reset(0, 0, Image.EMPTY);
    for (var i = 1; i <= 10; i++) {
      history.append(List.of(change(i, i)));
    }
    assertThat(history.oldest()).isEqualTo(9);
  }

  @Test
  void revisionsLeaveWhole() {
    var history = new History(3, Long.MAX_VALUE);
    history.reset(0, 0, Image.EMPTY);
    history.append(List.of(change(1, 5), change(2, 5), change(3, 5)));
    history.append(List.of(change(4, 6)));

    assertThat(history.floor()).isEqualTo(5);
    assertThat(history.oldest()).isEqualTo(4);
  }

  @Test
  void findsWhereToReadOnFromARevision() {
    var history = new History(10, Long.MAX_VALUE);
    history.reset(10, 0, Image.EMPTY);
    history.append(List.of(change(1, 12)));
    history.append(List.of(change(2, 15), change(3, 15)));

    assertThat(history.sequenceAt(9, 3)).isEmpty();
    assertThat(history.sequenceAt(10, 3)).contains(0L);
    assertThat(history.sequenceAt(12, 3)).contains(1L);
    assertThat(history.sequenceAt(14, 3)).contains(1L);
    assertThat(history.sequenceAt(15, 3)).contains(3L);
    assertThat(history.sequenceAt(99, 3)).contains(3L);
  }

  @Test
  void remembersTheImageOfEachRevision() {
    var history = new History(2, Long.MAX_VALUE);
    history.reset(10, 0, Image.EMPTY);
    var images = new ArrayList<Image>();
    for (var i = 1; i <= 3; i++) {
      var change = change(i, 10 + 2 * i);
      images.add(change.image());
      history.append(List.of(change));
    }

    assertThat(history.imageAt(11)).isEmpty();
    assertThat(history.imageAt(12)).containsSame(images.get(0));
    assertThat(history.imageAt(13)).containsSame(images.get(0));
    assertThat(history.imageAt(14)).containsSame(images.get(1));
    assertThat(history.imageAt(17)).containsSame(images.get(2));
  }

  @Test
  void growsBackToWhatLedToItsStart() {
    var history = new History(4, Long.MAX_VALUE);
    history.reset(10, 7, Image.EMPTY);
    var start = history.start().orElseThrow();
    history.append(List.of(change(8, 12)));

    history.prepend(new History.Past(5, Image.EMPTY, List.of(change(6, 6), change(7, 9)), start));

    assertThat(history.floor()).isEqualTo(5);
    assertThat(history.sequenceAt(5, 8)).contains(5L);
    assertThat(history.sequenceAt(9, 8)).contains(7L);
    assertThat(history.after(5, 10).map(HistoryTest::sequences)).contains(List.of(6L, 7L, 8L));
    assertThat(history.start().orElseThrow().sequence()).isEqualTo(5);
  }

  @Test
  void doesNotGrowBackOverItsLimitOrPastAnotherStart() {
    var history = new History(2, Long.MAX_VALUE);
    history.reset(10, 7, Image.EMPTY);
    var start = history.start().orElseThrow();
    var past = new History.Past(5, Image.EMPTY, List.of(change(6, 6), change(7, 9)), start);
    history.append(List.of(change(8, 12)));

    history.prepend(past);
    assertThat(history.floor()).as("full").isEqualTo(10);

    history.reset(20, 8, Image.EMPTY);
    history.prepend(past);
    assertThat(history.floor()).as("began anew").isEqualTo(20);
  }

  @Test
  void whoHasForgottenDoesNotGrowBack() {
    var history = new History(1, Long.MAX_VALUE);
    history.reset(10, 0, Image.EMPTY);
    history.append(List.of(change(1, 11)));
    assertThat(history.start()).isPresent();
    history.append(List.of(change(2, 12)));

    assertThat(history.start()).isEmpty();
  }

  @Test
  void longRunKeepsItsIndex() {
    var history = new History(100, Long.MAX_VALUE);
    history.reset(0, 0, Image.EMPTY);
    for (var i = 1; i <= 10_000; i++) {
      history.append(List.of(change(i, i)));
    }
    assertThat(history.oldest()).isEqualTo(9_901);
    assertThat(history.after(9_998, 10).map(HistoryTest::sequences))
        .contains(List.of(9_999L, 10_000L));
  }
}
