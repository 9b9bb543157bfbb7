package dev.quarterdeck.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import java.util.OptionalInt;

/** What a terminal wants to see of replies that carry bytes. */
final class RawBytes {

  private RawBytes() {}

  /** Whether the reply was one of bytes, which are then printed. */
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
   * What the outcome of a command means to a shell: its exit code, or 1 when it could not be run;
   * empty when the reply carries no outcome.
   */
  static OptionalInt exitCode(DynamicMessage reply) {
    return outcome(reply)
        .map(
            outcome ->
                whyNotRun(outcome).isPresent()
                    ? OptionalInt.of(1)
                    : OptionalInt.of((Integer) field(outcome, "exit_code")))
        .orElse(OptionalInt.empty());
  }

  /** Why the command could not be run, if it could not. */
  static Optional<String> failure(DynamicMessage reply) {
    return outcome(reply).flatMap(RawBytes::whyNotRun);
  }

  private static Optional<String> whyNotRun(DynamicMessage outcome) {
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
