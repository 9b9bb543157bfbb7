package dev.quarterdeck.apiserver.store;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldError;
import dev.quarterdeck.model.Reason;
import java.time.Duration;
import java.util.List;

/** The faults of asking for a revision that is no more, or not yet. */
public final class RevisionFaults {

  private static final FieldError TOO_LARGE =
      new FieldError(FieldError.Type.RESOURCE_VERSION_TOO_LARGE, "", null, "");

  private RevisionFaults() {}

  /**
   * The 504 of a read that asks for a revision from the future; clients know it by its cause and
   * retry (apimachinery's NewTimeoutError with ResourceVersionTooLarge).
   */
  public static ApiFault tooLarge(long asked, long current) {
    return new ApiFault(
        Reason.TIMEOUT,
        "Timeout: Too large resource version: %d, current: %d".formatted(asked, current),
        new ApiFault.Details("", "", "", List.of(TOO_LARGE), Duration.ofSeconds(1)));
  }

  /** The 410 of a watch or list that asks for history that is gone. */
  public static ApiFault tooOld(long asked, long oldest) {
    return new ApiFault(
        Reason.EXPIRED, "too old resource version: %d (%d)".formatted(asked, oldest));
  }
}
