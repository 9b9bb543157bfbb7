package dev.quarterdeck.apiserver.grpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import dev.quarterdeck.proto.health.v1.HealthProto;
import dev.quarterdeck.proto.reflection.v1.ErrorResponse;
import dev.quarterdeck.proto.reflection.v1.FileDescriptorResponse;
import dev.quarterdeck.proto.reflection.v1.ListServiceResponse;
import dev.quarterdeck.proto.reflection.v1.ReflectionProto;
import dev.quarterdeck.proto.reflection.v1.ServerReflectionRequest;
import dev.quarterdeck.proto.reflection.v1.ServerReflectionResponse;
import dev.quarterdeck.proto.reflection.v1.ServiceResponse;
import dev.quarterdeck.proto.v1.ApiProto;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Answers questions about the services served here: names, and the files that declare them. */
final class ReflectionAnswers {

  private final Set<String> services = new TreeSet<>();
  private final Map<String, FileDescriptor> files = new HashMap<>();
  private final Map<String, FileDescriptor> symbols = new HashMap<>();

  ReflectionAnswers() {
    var served =
        List.of(
            ApiProto.getDescriptor(),
            HealthProto.getDescriptor(),
            ReflectionProto.getDescriptor(),
            dev.quarterdeck.proto.reflection.v1alpha.ReflectionProto.getDescriptor());
    for (var file : served) {
      file.getServices().forEach(service -> services.add(service.getFullName()));
      add(file);
    }
    add(com.google.rpc.StatusProto.getDescriptor()); // What failures carry.
    add(dev.quarterdeck.proto.v1.StatusProto.getDescriptor());
  }

  private void add(FileDescriptor file) {
    if (files.put(file.getName(), file) != null) {
      return;
    }
    file.getDependencies().forEach(this::add);
    symbols(file, file.getServices());
    file.getServices().forEach(service -> symbols(file, service.getMethods()));
    symbols(file, file.getEnumTypes());
    file.getMessageTypes().forEach(message -> message(file, message));
  }

  private void message(FileDescriptor file, Descriptor message) {
    symbols(file, List.of(message));
    symbols(file, message.getFields());
    symbols(file, message.getEnumTypes());
    message.getNestedTypes().forEach(nested -> message(file, nested));
  }

  private void symbols(FileDescriptor file, Collection<? extends GenericDescriptor> declared) {
    declared.forEach(descriptor -> symbols.put(descriptor.getFullName(), file));
  }

  ServerReflectionResponse answer(ServerReflectionRequest request) {
    var answer =
        ServerReflectionResponse.newBuilder()
            .setValidHost(request.getHost())
            .setOriginalRequest(request);
    switch (request.getMessageRequestCase()) {
      case LIST_SERVICES -> answer.setListServicesResponse(list());
      case FILE_BY_FILENAME ->
          file(answer, files.get(request.getFileByFilename()), request.getFileByFilename());
      case FILE_CONTAINING_SYMBOL ->
          file(
              answer,
              symbols.get(request.getFileContainingSymbol()),
              request.getFileContainingSymbol());
      case FILE_CONTAINING_EXTENSION, ALL_EXTENSION_NUMBERS_OF_TYPE ->
          answer.setErrorResponse(error(Outcome.Code.NOT_FOUND, "there are no extensions"));
      case MESSAGEREQUEST_NOT_SET ->
          answer.setErrorResponse(error(Outcome.Code.INVALID_ARGUMENT, "the request asks nothing"));
    }
    return answer.build();
  }

  private ListServiceResponse list() {
    var list = ListServiceResponse.newBuilder();
    services.forEach(name -> list.addService(ServiceResponse.newBuilder().setName(name)));
    return list.build();
  }

  /** The file first, then all it imports. */
  private static void file(
      ServerReflectionResponse.Builder answer, FileDescriptor file, String asked) {
    if (file == null) {
      answer.setErrorResponse(error(Outcome.Code.NOT_FOUND, "there is no " + asked));
      return;
    }
    var all = new LinkedHashSet<FileDescriptor>();
    collect(file, all);
    var response = FileDescriptorResponse.newBuilder();
    all.forEach(one -> response.addFileDescriptorProto(one.toProto().toByteString()));
    answer.setFileDescriptorResponse(response);
  }

  private static void collect(FileDescriptor file, Set<FileDescriptor> all) {
    if (all.add(file)) {
      file.getDependencies().forEach(imported -> collect(imported, all));
    }
  }

  private static ErrorResponse error(Outcome.Code code, String why) {
    return ErrorResponse.newBuilder().setErrorCode(code.ordinal()).setErrorMessage(why).build();
  }
}
