package dev.quarterdeck.client.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.quarterdeck.proto.v1.Status;
import io.grpc.Status.Code;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/** A call that failed: what the server said, or that there was no answer. */
public final class CallException extends RuntimeException {

  private final Code code;
  private final transient Status status;

  private CallException(Code code, String message, Status status, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.status = status;
  }

  static CallException of(StatusException failure) {
    return of(failure.getStatus(), StatusProto.fromThrowable(failure), failure);
  }

  static CallException of(StatusRuntimeException failure) {
    return of(failure.getStatus(), StatusProto.fromThrowable(failure), failure);
  }

  static CallException interrupted() {
    return new CallException(Code.CANCELLED, "interrupted", Status.getDefaultInstance(), null);
  }

  private static CallException of(
      io.grpc.Status status, com.google.rpc.Status rich, Throwable cause) {
    var told = Status.getDefaultInstance();
    if (rich != null) {
      for (var detail : rich.getDetailsList()) {
        if (detail.is(Status.class)) {
          told = unpacked(detail);
        }
      }
    }
    var words = told.getMessage().isEmpty() ? status.getDescription() : told.getMessage();
    return new CallException(status.getCode(), words == null ? "" : words, told, cause);
  }

  private static Status unpacked(com.google.protobuf.Any detail) {
    try {
      return detail.unpack(Status.class);
    } catch (InvalidProtocolBufferException malformed) {
      return Status.getDefaultInstance();
    }
  }

  /** The gRPC status code, such as {@code NOT_FOUND}. */
  public String code() {
    return code.name();
  }

  /** The Status' reason, such as {@code NotFound}; empty when the server sent no Status. */
  public String reason() {
    return status.getReason();
  }

  /** The whole Status that the server sent. */
  public Status status() {
    return status;
  }

  /** Whether the same call may go well later: the server was away, busy or shutting down. */
  public boolean isTemporary() {
    return switch (code) {
      case UNAVAILABLE, RESOURCE_EXHAUSTED, ABORTED, INTERNAL, UNKNOWN -> true;
      default -> false;
    };
  }
}
