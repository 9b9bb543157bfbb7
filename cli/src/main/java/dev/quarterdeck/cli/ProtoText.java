package dev.quarterdeck.cli;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.quarterdeck.cli.process.UserError;
import dev.quarterdeck.client.grpc.Reflected;
import java.util.Locale;

/** Writes services, methods and messages as .proto text. */
final class ProtoText {

  private final Reflected api;

  ProtoText(Reflected api) {
    this.api = api;
  }

  String of(String symbol) {
    var text = new StringBuilder();
    if (api.services().contains(symbol)) {
      service(text, api.service(symbol));
      return text.toString();
    }
    var end = symbol.lastIndexOf('.');
    if (end > 0 && api.services().contains(symbol.substring(0, end))) {
      var method =
          api.service(symbol.substring(0, end)).findMethodByName(symbol.substring(end + 1));
      if (method != null) {
        method(text, method);
        return text.toString();
      }
    }
    try {
      message(text, api.message(symbol), "");
    } catch (IllegalArgumentException unknown) {
      throw new UserError(unknown.getMessage());
    }
    return text.toString();
  }

  private static void service(StringBuilder text, ServiceDescriptor service) {
    text.append("service ").append(service.getFullName()).append(" {\n");
    service.getMethods().forEach(method -> method(text.append("  "), method));
    text.append("}\n");
  }

  private static void method(StringBuilder text, MethodDescriptor method) {
    text.append("rpc ").append(method.getName()).append('(');
    text.append(method.isClientStreaming() ? "stream " : "");
    text.append(method.getInputType().getFullName()).append(") returns (");
    text.append(method.isServerStreaming() ? "stream " : "");
    text.append(method.getOutputType().getFullName()).append(");\n");
  }

  private static void message(StringBuilder text, Descriptor message, String indent) {
    text.append(indent).append("message ").append(message.getName()).append(" {\n");
    var inner = indent + "  ";
    message.getNestedTypes().forEach(nested -> message(text, nested, inner));
    message.getEnumTypes().forEach(nested -> values(text, nested, inner));
    for (var field : message.getFields()) {
      text.append(inner).append(label(field)).append(type(field)).append(' ');
      text.append(field.getName()).append(" = ").append(field.getNumber()).append(";\n");
    }
    text.append(indent).append("}\n");
  }

  private static void values(StringBuilder text, EnumDescriptor type, String indent) {
    text.append(indent).append("enum ").append(type.getName()).append(" {\n");
    for (var value : type.getValues()) {
      text.append(indent).append("  ").append(value.getName());
      text.append(" = ").append(value.getNumber()).append(";\n");
    }
    text.append(indent).append("}\n");
  }

  private static String label(FieldDescriptor field) {
    if (field.isRepeated()) {
      return "repeated ";
    }
    var oneof = field.getRealContainingOneof();
    return oneof != null ? "/* one of " + oneof.getName() + " */ " : "";
  }

  private static String type(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case MESSAGE -> field.getMessageType().getFullName();
      case ENUM -> field.getEnumType().getFullName();
      default -> field.getType().name().toLowerCase(Locale.ROOT);
    };
  }
}
