package dev.quarterdeck.apiserver.grpc;

import com.google.protobuf.Any;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.proto.v1.Resume;
import dev.quarterdeck.proto.v1.Status;
import dev.quarterdeck.proto.v1.StatusCause;
import dev.quarterdeck.proto.v1.StatusDetails;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;

/**
 * How a call ended.
 *
 * @param status what a failure is told with; null when all went well
 */
record Outcome(Code code, String message, Status status) {

  /** gRPC's status codes, under their numbers on the wire. */
  enum Code {
    OK,
    CANCELLED,
    UNKNOWN,
    INVALID_ARGUMENT,
    DEADLINE_EXCEEDED,
    NOT_FOUND,
    ALREADY_EXISTS,
    PERMISSION_DENIED,
    RESOURCE_EXHAUSTED,
    FAILED_PRECONDITION,
    ABORTED,
    OUT_OF_RANGE,
    UNIMPLEMENTED,
    INTERNAL,
    UNAVAILABLE,
    DATA_LOSS,
    UNAUTHENTICATED
  }

  static final Outcome OK = new Outcome(Code.OK, "", null);
  static final Outcome CANCELLED = new Outcome(Code.CANCELLED, "the client has gone", null);

  /** Larger details would not fit the 8 KiB of metadata that clients take. */
  private static final int MAX_DETAILS = 5 * 1024;

  private static final int MAX_MESSAGE = 1024;

  static Outcome of(ApiFault fault, Collection<String> warnings) {
    return of(fault, warnings, null);
  }

  /**
   * @param resume where a watch can go on; null for what is no watch
   */
  static Outcome of(ApiFault fault, Collection<String> warnings, Resume resume) {
    var status = status(fault).addAllWarnings(warnings);
    if (resume != null) {
      status.setResume(resume);
    }
    return new Outcome(code(fault), fault.getMessage(), status.build());
  }

  /** The rows of status.proto's table. */
  private static Code code(ApiFault fault) {
    return switch (fault.reason()) {
      case BAD_REQUEST, INVALID, NOT_ACCEPTABLE, UNSUPPORTED_MEDIA_TYPE -> Code.INVALID_ARGUMENT;
      case UNAUTHORIZED -> Code.UNAUTHENTICATED;
      case FORBIDDEN -> Code.PERMISSION_DENIED;
      case NOT_FOUND -> Code.NOT_FOUND;
      case ALREADY_EXISTS -> Code.ALREADY_EXISTS;
      case CONFLICT -> Code.ABORTED;
      case GONE, EXPIRED -> Code.OUT_OF_RANGE;
      case TOO_MANY_REQUESTS, REQUEST_ENTITY_TOO_LARGE -> Code.RESOURCE_EXHAUSTED;
      case METHOD_NOT_ALLOWED -> Code.UNIMPLEMENTED;
      case SERVICE_UNAVAILABLE, SERVER_TIMEOUT, UNKNOWN -> Code.UNAVAILABLE;
      case TIMEOUT -> Code.DEADLINE_EXCEEDED;
      case INTERNAL_ERROR, STORE_READ_ERROR -> Code.INTERNAL;
    };
  }

  static Status.Builder status(ApiFault fault) {
    var facts = fault.details();
    var details =
        StatusDetails.newBuilder()
            .setName(facts.name())
            .setGroup(facts.group())
            .setKind(facts.kind());
    for (var cause : facts.causes()) {
      details.addCauses(
          StatusCause.newBuilder()
              .setReason(cause.type().causeReason())
              .setMessage(cause.body())
              .setField(cause.field()));
    }
    if (!facts.retryAfter().isZero()) {
      details.setRetryAfterSeconds((int) Math.max(1, facts.retryAfter().toSeconds()));
    }
    return Status.newBuilder()
        .setReason(fault.reason().wireName())
        .setMessage(fault.getMessage())
        .setCode(fault.code())
        .setDetails(details)
        .setContinueToken(facts.continueToken());
  }

  /** The {@code grpc-status-details-bin} trailer; empty when all went well. */
  String details() {
    if (status == null) {
      return "";
    }
    var packed = pack(status);
    if (packed.length > MAX_DETAILS) { // A hundred fields at fault: the sentence names the first.
      packed = pack(status.toBuilder().setMessage(shortMessage()).clearDetails().build());
    }
    return Base64.getEncoder().withoutPadding().encodeToString(packed);
  }

  private byte[] pack(Status detail) {
    return com.google.rpc.Status.newBuilder()
        .setCode(code.ordinal())
        .setMessage(shortMessage())
        .addDetails(Any.pack(detail))
        .build()
        .toByteArray();
  }

  private String shortMessage() {
    return message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) + "…" : message;
  }

  /** The {@code grpc-message} trailer: printable ASCII, everything else percent-encoded UTF-8. */
  String wireMessage() {
    var text = new StringBuilder(message.length());
    for (var b : shortMessage().getBytes(StandardCharsets.UTF_8)) {
      if (b >= ' ' && b <= '~' && b != '%') {
        text.append((char) b);
      } else {
        text.append('%').append(String.format("%02X", b));
      }
    }
    return text.toString();
  }
}
