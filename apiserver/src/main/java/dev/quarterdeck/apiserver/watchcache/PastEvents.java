package dev.quarterdeck.apiserver.watchcache;

import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.model.time.Latch;
import dev.quarterdeck.model.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects a store watch's events up to a revision, unless they are more than a cache may keep. */
final class PastEvents implements Store.Listener {

  private final long upTo;
  private final CacheLimits limits;
  private final Latch over;
  private final List<Store.Event> events = new ArrayList<>();
  private long weight;
  private boolean tooMuch;
  private Throwable failure;

  PastEvents(long upTo, CacheLimits limits, Time time) {
    this.over = new Latch(time);
    this.upTo = upTo;
    this.limits = limits;
  }

  /**
   * Whether all were told in time.
   *
   * @throws ApiFault SERVICE_UNAVAILABLE when interrupted
   */
  boolean await(Duration patience) {
    try {
      return over.await(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiFault(Reason.SERVICE_UNAVAILABLE, "the request was cancelled");
    }
  }

  /**
   * The events, in order; empty when they are too many. To be called after {@link #await}.
   *
   * @throws Store.CompactedException when the store has forgotten them
   * @throws ApiFault SERVICE_UNAVAILABLE when the watch broke
   */
  Optional<List<Store.Event>> all() {
    return switch (failure) {
      case null -> tooMuch ? Optional.empty() : Optional.of(events);
      case Store.CompactedException gone -> throw gone;
      default ->
          throw new ApiFault(
              Reason.SERVICE_UNAVAILABLE, "the store's past cannot be read: " + failure);
    };
  }

  @Override
  public void events(List<Store.Event> told) {
    if (over.isOpen()) {
      return;
    }
    for (var event : told) {
      if (event.revision() <= upTo) {
        events.add(event);
        weight += event instanceof Store.Event.Put put ? put.value().length : 0;
      }
    }
    if (events.size() > limits.maxChanges() || weight > limits.maxWeight()) {
      tooMuch = true;
      events.clear();
      over.open();
    }
    progress(told.getLast().revision());
  }

  @Override
  public void progress(long revision) {
    if (revision >= upTo) {
      over.open();
    }
  }

  @Override
  public void ended(long compactedRevision, Throwable cause) {
    if (!over.isOpen()) {
      failure = compactedRevision > 0 ? new Store.CompactedException(compactedRevision) : cause;
      over.open();
    }
  }
}
