package dev.quarterdeck.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapPacingTest {

  private static final int MEBIBYTE = 1 << 20;

  @ParameterizedTest
  @CsvSource({
    "0,   1000, 80", // a small heap is left alone
    "40,  1000, 80",
    "100, 1000, 150", // grown by half
    "900, 1000, 1000", // there is no more
    "0,   50,   50",
  })
  void theOldPartMayGrowByHalf(long live, long most, long threshold) {
    assertThat(HeapPacing.threshold(live * MEBIBYTE, most * MEBIBYTE))
        .isEqualTo(threshold * MEBIBYTE);
  }

  @Test
  void garbageIsCollectedLongBeforeTheHeapIsFull() throws Exception {
    var pacing = HeapPacing.start();
    assertThat(pacing).as("the tests run with the serial collector").isPresent();
    try (var _ = pacing.get()) {
      var before = wholeCollections();
      growOldPart();
      await("a collection")
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> wholeCollections() != before);
    }
  }

  /** By more than pacing lets be, and by much less than what the collector itself would mind. */
  private static void growOldPart() {
    var held = new ArrayList<byte[]>();
    for (var i = 0; i < 160; i++) {
      held.add(new byte[MEBIBYTE]);
    }
    assertThat(held).hasSize(160);
  }

  private static long wholeCollections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .filter(collector -> collector.getName().equals("MarkSweepCompact"))
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }
}
