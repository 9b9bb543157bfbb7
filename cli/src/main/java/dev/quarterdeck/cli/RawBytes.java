package dev.quarterdeck.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import java.io.IOException;
import java.io.PrintStream;
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

  /** The exit code of the command whose outcome this is. */
  static OptionalInt exitCode(DynamicMessage reply) {
    var outcome = reply.getDescriptorForType().findFieldByName("outcome");
    if (outcome == null || !reply.hasField(outcome)) {
      return OptionalInt.empty();
    }
    var message = (DynamicMessage) reply.getField(outcome);
    var code = message.getDescriptorForType().findFieldByName("exit_code");
    return OptionalInt.of((Integer) message.getField(code));
  }
}
