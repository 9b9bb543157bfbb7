package dev.quarterdeck.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import java.util.OptionalInt;

/** Prints the bytes fields of gRPC replies as they are, and reads the outcome of a command. */
final class RawBytes {

  private RawBytes() {}

  /** Prints the bytes fields of the reply; returns whether it has any. */
  static boolean print(DynamicMessage reply, PrintStream out, PrintStream errors)
      throws IOException {
    var printed = false;
    for (var field : reply.getAllFields().entrySet()) {
      if (field.getKey().getType() == FieldDescriptor.Type.BYTES
          && field.getValue() instanceof ByteString bytes) {
        var to = field.getKey().getName().equals("stderr") ? errors : out;
        bytes.writeTo(to);
        to.flush();
        printed = true;
      }
    }
    return printed;
  }

  /**
   * The exit code of the command, or 1 when it could not be run; empty when the reply carries no
   * outcome.
   */
  static OptionalInt exitCode(DynamicMessage reply) {
    return outcome(reply)
        .map(
            outcome ->
                failureMessage(outcome).isPresent()
                    ? OptionalInt.of(1)
                    : OptionalInt.of((Integer) field(outcome, "exit_code")))
        .orElse(OptionalInt.empty());
  }

  /** Why the command could not be run; empty when it ran. */
  static Optional<String> failure(DynamicMessage reply) {
    return outcome(reply).flatMap(RawBytes::failureMessage);
  }

  private static Optional<String> failureMessage(DynamicMessage outcome) {
    return message(outcome, "status").map(status -> (String) field(status, "message"));
  }

  private static Optional<DynamicMessage> outcome(DynamicMessage reply) {
    return message(reply, "outcome");
  }

  private static Optional<DynamicMessage> message(DynamicMessage owner, String name) {
    var field = owner.getDescriptorForType().findFieldByName(name);
    return field == null || !owner.hasField(field)
        ? Optional.empty()
        : Optional.of((DynamicMessage) owner.getField(field));
  }

  private static Object field(DynamicMessage owner, String name) {
    return owner.getField(owner.getDescriptorForType().findFieldByName(name));
  }
}
