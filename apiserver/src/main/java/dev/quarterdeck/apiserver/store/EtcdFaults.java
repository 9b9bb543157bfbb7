package dev.quarterdeck.apiserver.store;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;

/** Reads etcd's failures. */
final class EtcdFaults {

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
    var why = e.getStatus().getDescription();
    return switch (e.getStatus().getCode()) {
      case DEADLINE_EXCEEDED -> StoreFaults.timeout(String.valueOf(why));
      case CANCELLED -> StoreFaults.interrupted();
      case UNAVAILABLE -> StoreFaults.unavailable(String.valueOf(why));
      case INVALID_ARGUMENT, RESOURCE_EXHAUSTED -> limit(String.valueOf(why));
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
