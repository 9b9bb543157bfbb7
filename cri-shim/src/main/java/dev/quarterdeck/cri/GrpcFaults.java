package dev.quarterdeck.cri;

import io.grpc.StatusRuntimeException;
import java.io.IOException;

/** Converts gRPC statuses to {@link CriFault}s. */
final class GrpcFaults {

  private GrpcFaults() {}

  static CriFault of(String verb, StatusRuntimeException error) {
    var status = error.getStatus();
    var detail = status.getDescription() == null ? "no detail" : status.getDescription();
    var message = verb + ": " + detail;
    return switch (status.getCode()) {
      case NOT_FOUND -> new CriFault.NotFound(message);
      case ALREADY_EXISTS -> new CriFault.AlreadyExists(message);
      case DEADLINE_EXCEEDED -> new CriFault.Timeout(message);
      case UNAVAILABLE -> new CriFault.Unavailable(message + cause(error));
      case UNIMPLEMENTED -> new CriFault.Unimplemented(message);
      case CANCELLED ->
          Thread.currentThread().isInterrupted()
              ? new CriFault.Interrupted(message)
              : new CriFault.Unavailable(message);
      // gRPC reports a connection that closes during a call as UNKNOWN, with the I/O error as
      // cause.
      case UNKNOWN ->
          error.getCause() instanceof IOException
              ? new CriFault.Unavailable(message)
              : new CriFault.Failed(message);
      case OK,
          INVALID_ARGUMENT,
          PERMISSION_DENIED,
          RESOURCE_EXHAUSTED,
          FAILED_PRECONDITION,
          ABORTED,
          OUT_OF_RANGE,
          INTERNAL,
          DATA_LOSS,
          UNAUTHENTICATED ->
          new CriFault.Failed(message);
    };
  }

  private static String cause(StatusRuntimeException error) {
    return error.getCause() == null ? "" : " (" + error.getCause().getMessage() + ")";
  }
}
