package dev.quarterdeck.apiserver.verb;

import dev.quarterdeck.model.FieldSelector;
import dev.quarterdeck.model.LabelSelector;
import java.time.Duration;

/**
 * How a get, list or watch reads (Kubernetes' ListOptions).
 *
 * @param resourceVersion empty, {@code 0} or a revision
 * @param resourceVersionMatch empty, {@code Exact} or {@code NotOlderThan}
 * @param limit most objects in one answer; 0 for all
 * @param continueToken where the page before ended; empty for the first
 * @param timeout how long the client wants the call to last; zero when it did not say
 * @param bookmarks whether a watch may send bookmarks
 * @param sendInitialEvents null when the client did not say
 */
public record ReadOptions(
    String resourceVersion,
    String resourceVersionMatch,
    int limit,
    String continueToken,
    LabelSelector labels,
    FieldSelector fields,
    Duration timeout,
    boolean bookmarks,
    Boolean sendInitialEvents) {

  public static final ReadOptions NONE =
      new ReadOptions(
          "",
          "",
          0,
          "",
          LabelSelector.EVERYTHING,
          FieldSelector.EVERYTHING,
          Duration.ZERO,
          false,
          null);

  /** Whether the newest state is asked for. */
  boolean consistent() {
    return resourceVersion.isEmpty();
  }

  /** Whether any state will do. */
  boolean anyVersion() {
    return resourceVersion.equals("0");
  }
}
