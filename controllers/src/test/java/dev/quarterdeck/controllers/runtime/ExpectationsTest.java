package dev.quarterdeck.controllers.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.model.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpectationsTest {

  private static final ObjectKey WEB = new ObjectKey("default", "web");

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final Expectations expectations = new Expectations(() -> now);

  @Test
  void waitsUntilEveryCreationWasSeenOrFailed() {
    assertThat(expectations.areMet(WEB)).isTrue();
    expectations.expectCreations(WEB, 3);
    expectations.creationSeen(WEB);
    assertThat(expectations.areMet(WEB)).isFalse();
    expectations.creationsGone(WEB, 2);
    assertThat(expectations.areMet(WEB)).isTrue();
  }

  @Test
  void countsADeletionOnceHoweverOftenItIsSeen() {
    expectations.expectDeletions(WEB, List.of("a", "b"));
    expectations.deletionSeen(WEB, "a");
    expectations.deletionSeen(WEB, "a");
    expectations.deletionSeen(WEB, "other");
    assertThat(expectations.areMet(WEB)).isFalse();
    expectations.deletionSeen(WEB, "b");
    assertThat(expectations.areMet(WEB)).isTrue();
  }

  @Test
  void givesUpWaitingAfterFiveMinutes() {
    expectations.expectCreations(WEB, 1);
    now = now.plus(Duration.ofMinutes(5));
    assertThat(expectations.areMet(WEB)).isFalse();
    now = now.plusSeconds(1);
    assertThat(expectations.areMet(WEB)).isTrue();
  }

  @Test
  void forgetsWithItsOwner() {
    expectations.expectCreations(WEB, 1);
    expectations.forget(WEB);
    assertThat(expectations.areMet(WEB)).isTrue();
  }
}
