package dev.quarterdeck.client.event;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;

/**
 * Makes Event objects of occurrences and remembers those that were written, so that a repeat raises
 * a count instead of adding an object. Used by one thread.
 */
final class EventCorrelator {

  private static final int REMEMBERED = 4096;
  // A repeat after this long is a new Event, since the old one may have expired on the server.
  private static final Duration SAME_EVENT = Duration.ofMinutes(10);
  private static final int MAX_MESSAGE = 1024;

  /** Names the writer in every event. */
  record Source(String component, String host) {}

  private record Key(
      String uid,
      String kind,
      String path,
      String type,
      String reason,
      String message,
      String namespace,
      String name) {
    static Key of(Occurrence h) {
      var about = h.about();
      return new Key(
          about.getUid(),
          about.getKind(),
          about.getFieldPath(),
          h.type(),
          h.reason(),
          h.message(),
          about.getNamespace(),
          about.getName());
    }
  }

  private final Source source;
  private final Supplier<String> suffix;
  private final Cache<Key, Event> written =
      Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

  /**
   * @param suffix makes event names unique per object
   */
  EventCorrelator(Source source, Supplier<String> suffix) {
    this.source = source;
    this.suffix = suffix;
  }

  /** The event to write: one with a resourceVersion is a repeat to be updated. */
  Event event(Occurrence occurrence, Instant at) {
    var known = written.getIfPresent(Key.of(occurrence));
    var now = at.truncatedTo(ChronoUnit.SECONDS).toString();
    if (known == null || Instant.parse(known.getLastTimestamp()).plus(SAME_EVENT).isBefore(at)) {
      return fresh(occurrence, now);
    }
    return new EventBuilder(known).withCount(known.getCount() + 1).withLastTimestamp(now).build();
  }

  /** The server's answer to {@link #event}. */
  void remember(Occurrence occurrence, Event event) {
    written.put(Key.of(occurrence), event);
  }

  /** The event is gone from the server: the next repeat starts anew. */
  void forget(Occurrence occurrence) {
    written.invalidate(Key.of(occurrence));
  }

  private Event fresh(Occurrence occurrence, String now) {
    var about = occurrence.about();
    return new EventBuilder()
        .withNewMetadata()
        .withName(prefix(about) + "." + suffix.get())
        .withNamespace(namespace(about))
        .endMetadata()
        .withInvolvedObject(about)
        .withType(occurrence.type())
        .withReason(occurrence.reason())
        .withMessage(shortened(occurrence.message()))
        .withNewSource(source.component(), source.host())
        .withReportingComponent(source.component())
        .withReportingInstance(source.host() == null ? "" : source.host())
        .withFirstTimestamp(now)
        .withLastTimestamp(now)
        .withCount(1)
        .build();
  }

  /** Leaves room for the suffix within the 253 characters a name may have. */
  private static String prefix(ObjectReference about) {
    var name = about.getName();
    return name.length() <= 230 ? name : name.substring(0, 230);
  }

  /** Events about cluster-scoped objects live in {@code default}. */
  private static String namespace(ObjectReference about) {
    return about.getNamespace() == null || about.getNamespace().isEmpty()
        ? "default"
        : about.getNamespace();
  }

  private static String shortened(String message) {
    return message.length() <= MAX_MESSAGE
        ? message
        : message.substring(0, MAX_MESSAGE - 3) + "...";
  }
}
