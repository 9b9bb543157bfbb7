package dev.quarterdeck.apiserver.store;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** Reads etcd's failures. */
final class EtcdFaults {

  /** As Java prints an exception's causes, the innermost last. */
  private static final Pattern CAUSE = Pattern.compile("(?m)^Caused by: [\\w.$]+: (.*)$");

  private EtcdFaults() {}

  /**
   * Whether a failed write may have happened all the same. Only etcd's own refusals, made before or
   * instead of applying, say for certain that it did not; a broken connection, a passed deadline
   * and etcd's "request timed out" or "leader changed" (UNAVAILABLE) do not.
   */
  static boolean mayHaveHappened(StatusRuntimeException e) {
    return switch (e.getStatus().getCode()) {
      case OK, CANCELLED, UNKNOWN, DEADLINE_EXCEEDED, ABORTED, INTERNAL, UNAVAILABLE, DATA_LOSS ->
          true;
      case INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          RESOURCE_EXHAUSTED,
          FAILED_PRECONDITION,
          OUT_OF_RANGE,
          UNIMPLEMENTED,
          UNAUTHENTICATED ->
          false;
    };
  }

  /** The lease a write named has run out: nothing was written. */
  static boolean leaseGone(StatusRuntimeException e) {
    return e.getStatus().getCode() == Status.Code.NOT_FOUND && says(e, "lease");
  }

  static boolean compacted(StatusRuntimeException e) {
    return e.getStatus().getCode() == Status.Code.OUT_OF_RANGE && says(e, "compacted");
  }

  static boolean future(StatusRuntimeException e) {
    return e.getStatus().getCode() == Status.Code.OUT_OF_RANGE && says(e, "future revision");
  }

  /** What the user is told about a failed read, or a write that certainly did not happen. */
  static ApiFault fault(StatusRuntimeException e) {
    var why = why(String.valueOf(e.getStatus().getDescription()));
    return switch (e.getStatus().getCode()) {
      case DEADLINE_EXCEEDED -> StoreFaults.timeout(why);
      case CANCELLED -> StoreFaults.interrupted();
      case UNAVAILABLE -> StoreFaults.unavailable(why);
      case INVALID_ARGUMENT, RESOURCE_EXHAUSTED -> limit(why);
      case OK,
          UNKNOWN,
          ABORTED,
          INTERNAL,
          DATA_LOSS,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          FAILED_PRECONDITION,
          OUT_OF_RANGE,
          UNIMPLEMENTED,
          UNAUTHENTICATED ->
          StoreFaults.refused(e.getStatus().getCode() + " " + why);
    };
  }

  /**
   * What gRPC says, in one line. It goes on with the state of its connections, which holds the
   * stack trace of what went wrong there: of that, only what it was is kept.
   */
  private static String why(String description) {
    var line = description.lines().findFirst().orElse("").strip();
    var state = line.indexOf(" [");
    var brief = (state < 0 ? line : line.substring(0, state)).replaceFirst("\\.$", "");
    return CAUSE
        .matcher(description)
        .results()
        .reduce((_, last) -> last)
        .map(last -> brief + ": " + last.group(1).strip())
        .orElse(brief);
  }

  private static ApiFault limit(String why) {
    if (why.contains("too large") || why.contains("larger than max")) {
      return new ApiFault(
          Reason.REQUEST_ENTITY_TOO_LARGE, "the object is too large for the store (etcd): " + why);
    }
    if (why.contains("too many requests")) {
      return new ApiFault(
          Reason.TOO_MANY_REQUESTS,
          "the store (etcd) is overloaded, try again",
          new ApiFault.Details("", "", "", List.of(), Duration.ofSeconds(1)));
    }
    return StoreFaults.refused(why);
  }

  private static boolean says(StatusRuntimeException e, String words) {
    var description = e.getStatus().getDescription();
    return description != null && description.contains(words);
  }
}
