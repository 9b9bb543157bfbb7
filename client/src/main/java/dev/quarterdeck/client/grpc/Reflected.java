package dev.quarterdeck.client.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.quarterdeck.proto.reflection.v1.ServerReflectionGrpc;
import dev.quarterdeck.proto.reflection.v1.ServerReflectionRequest;
import dev.quarterdeck.proto.reflection.v1.ServerReflectionResponse;
import dev.quarterdeck.proto.reflection.v1.ServiceResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.StatusException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Services and messages as the server describes them, and calls made from that alone. */
public final class Reflected {

  private final Channel channel;

  Reflected(Channel channel) {
    this.channel = channel;
  }

  /** The names of all services, in alphabetical order. */
  public List<String> services() {
    var request = ServerReflectionRequest.newBuilder().setListServices("*").build();
    return ask(request).getListServicesResponse().getServiceList().stream()
        .map(ServiceResponse::getName)
        .sorted()
        .toList();
  }

  /**
   * A service.
   *
   * @throws CallException when there is none of that name
   */
  public ServiceDescriptor service(String name) {
    var file = fileOf(name);
    return file.getServices().stream()
        .filter(service -> service.getFullName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + " is no service"));
  }

  /** A message. */
  public Descriptor message(String name) {
    return find(fileOf(name).getMessageTypes(), name);
  }

  private static Descriptor find(List<Descriptor> messages, String name) {
    for (var message : messages) {
      if (message.getFullName().equals(name)) {
        return message;
      }
      if (name.startsWith(message.getFullName() + ".")) {
        return find(message.getNestedTypes(), name);
      }
    }
    throw new IllegalArgumentException(name + " is no message");
  }

  private FileDescriptor fileOf(String symbol) {
    var request = ServerReflectionRequest.newBuilder().setFileContainingSymbol(symbol).build();
    var files = new HashMap<String, FileDescriptorProto>();
    var first = "";
    try {
      for (var bytes : ask(request).getFileDescriptorResponse().getFileDescriptorProtoList()) {
        var file = FileDescriptorProto.parseFrom(bytes);
        first = first.isEmpty() ? file.getName() : first;
        files.put(file.getName(), file);
      }
      return build(first, files, new HashMap<>());
    } catch (InvalidProtocolBufferException | DescriptorValidationException e) {
      throw new IllegalStateException("the server's description of " + symbol + " is broken", e);
    }
  }

  private FileDescriptor build(
      String name, Map<String, FileDescriptorProto> files, Map<String, FileDescriptor> built)
      throws DescriptorValidationException, InvalidProtocolBufferException {
    var done = built.get(name);
    if (done != null) {
      return done;
    }
    var file = files.get(name);
    if (file == null) {
      file = FileDescriptorProto.parseFrom(fileNamed(name));
      files.put(name, file);
    }
    var imports = new ArrayList<FileDescriptor>();
    for (var imported : file.getDependencyList()) {
      imports.add(build(imported, files, built));
    }
    var descriptor = FileDescriptor.buildFrom(file, imports.toArray(FileDescriptor[]::new));
    built.put(name, descriptor);
    return descriptor;
  }

  private ByteString fileNamed(String name) {
    var request = ServerReflectionRequest.newBuilder().setFileByFilename(name).build();
    return ask(request).getFileDescriptorResponse().getFileDescriptorProto(0);
  }

  private ServerReflectionResponse ask(ServerReflectionRequest request) {
    var call = ServerReflectionGrpc.newBlockingV2Stub(channel).serverReflectionInfo();
    try {
      call.write(request);
      call.halfClose();
      var answer = call.read();
      if (answer == null || answer.hasErrorResponse()) {
        throw new IllegalArgumentException(
            answer == null ? "no answer" : answer.getErrorResponse().getErrorMessage());
      }
      return answer;
    } catch (StatusException failure) {
      throw CallException.of(failure);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CallException.interrupted();
    } finally {
      call.cancel("answered", null);
    }
  }

  /** Begins a call of any kind; write, half-close, then read until null. */
  public ReflectedCall call(MethodDescriptor method) {
    var name =
        io.grpc.MethodDescriptor.generateFullMethodName(
            method.getService().getFullName(), method.getName());
    var grpc =
        io.grpc.MethodDescriptor.<DynamicMessage, DynamicMessage>newBuilder()
            // Any method reads and writes as a bidirectional one does.
            .setType(MethodType.BIDI_STREAMING)
            .setFullMethodName(name)
            .setRequestMarshaller(marshaller(method.getInputType()))
            .setResponseMarshaller(marshaller(method.getOutputType()))
            .build();
    BlockingClientCall<DynamicMessage, DynamicMessage> call =
        ClientCalls.blockingBidiStreamingCall(channel, grpc, CallOptions.DEFAULT);
    return new ReflectedCall(call);
  }

  private static io.grpc.MethodDescriptor.Marshaller<DynamicMessage> marshaller(Descriptor type) {
    return ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(type));
  }
}
