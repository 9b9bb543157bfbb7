package dev.quarterdeck.agent.stream;

import dev.quarterdeck.model.ApiFault;
import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The options of a log request (Kubernetes' PodLogOptions).
 *
 * @param tailLines the number of entries to read from the end
 * @param limitBytes the number of bytes after which the answer ends
 * @param stream {@code stdout} or {@code stderr}; empty for both
 */
record LogRequest(
    boolean follow,
    boolean previous,
    boolean timestamps,
    OptionalLong tailLines,
    OptionalLong limitBytes,
    Optional<Instant> since,
    Optional<String> stream) {

  static final LogRequest ALL =
      new LogRequest(
          false,
          false,
          false,
          OptionalLong.empty(),
          OptionalLong.empty(),
          Optional.empty(),
          Optional.empty());

  /**
   * Parses a request's parameters.
   *
   * @throws ApiFault 400 with a message that names the wrong parameter
   */
  static LogRequest of(MultiMap query, InstantSource clock) {
    var seconds = number(query, "sinceSeconds", 1);
    if (seconds.isPresent() && has(query, "sinceTime")) {
      throw ApiFault.badRequest("at most one of `sinceTime` or `sinceSeconds` may be specified");
    }
    var since =
        seconds.isPresent()
            ? Optional.of(clock.instant().minusSeconds(seconds.getAsLong()))
            : time(query, "sinceTime");
    return new LogRequest(
        flag(query, "follow"),
        flag(query, "previous"),
        flag(query, "timestamps"),
        number(query, "tailLines", 0),
        number(query, "limitBytes", 1),
        since,
        stream(query));
  }

  private static boolean has(MultiMap query, String name) {
    return query.get(name) != null && !query.get(name).isEmpty();
  }

  static boolean flag(MultiMap query, String name) {
    var value = query.get(name);
    return value != null && (value.equals("true") || value.equals("1"));
  }

  private static OptionalLong number(MultiMap query, String name, long least) {
    if (!has(query, name)) {
      return OptionalLong.empty();
    }
    var text = query.get(name);
    if (!text.matches("\\d{1,18}") || Long.parseLong(text) < least) {
      throw ApiFault.badRequest(
          "%s: Invalid value: \"%s\": must be a number of at least %d"
              .formatted(name, text, least));
    }
    return OptionalLong.of(Long.parseLong(text));
  }

  private static Optional<Instant> time(MultiMap query, String name) {
    if (!has(query, name)) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(query.get(name)).toInstant());
    } catch (DateTimeException e) {
      throw ApiFault.badRequest(
          "%s: Invalid value: \"%s\": must be a time as in RFC 3339"
              .formatted(name, query.get(name)));
    }
  }

  private static Optional<String> stream(MultiMap query) {
    var value = Optional.ofNullable(query.get("stream")).orElse("");
    return switch (value) {
      case "", "All" -> Optional.empty();
      case "Stdout" -> Optional.of("stdout");
      case "Stderr" -> Optional.of("stderr");
      default ->
          throw ApiFault.badRequest(
              "stream: Unsupported value: \"%s\": supported values: \"All\", \"Stdout\", \"Stderr\""
                  .formatted(value));
    };
  }
}
