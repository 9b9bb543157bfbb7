package dev.quarterdeck.machinery.protobuf.build;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * The build step that takes the message descriptors of the GA API out of client-java-proto, so that
 * the server carries those alone and none of its generated classes. Does nothing when its output is
 * there.
 */
public final class GenerateDescriptors {

  private static final String OUTPUT =
      "dev/quarterdeck/machinery/protobuf/kubernetes-ga.protoset.gz";

  private static final List<String> FILES =
      List.of(
          "Runtime",
          "Meta",
          "V1",
          "V1Admissionregistration",
          "V1Apiextensions",
          "V1Apps",
          "V1Authentication",
          "V1Authorization",
          "V1Autoscaling",
          "V2Autoscaling",
          "V1Batch",
          "V1Certificates",
          "V1Coordination",
          "V1Discovery",
          "V1Events",
          "V1Flowcontrol",
          "V1Networking",
          "V1Node",
          "V1Policy",
          "V1Rbac",
          "V1Resource",
          "V1Scheduling",
          "V1Storage");

  private GenerateDescriptors() {}

  /**
   * @param arguments the folder of compiled classes, where the resource goes
   */
  public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
    var output = Path.of(arguments[0]).resolve(OUTPUT);
    if (Files.exists(output)) {
      return;
    }
    var collected = new LinkedHashMap<String, FileDescriptorProto>();
    for (var name : FILES) {
      var type = Class.forName("io.kubernetes.client.proto." + name);
      collect((FileDescriptor) type.getMethod("getDescriptor").invoke(null), collected);
    }
    var meta = io.kubernetes.client.proto.Meta.getDescriptor().getName();
    var aggregation = Aggregation.file(meta);
    collected.put(aggregation.getName(), aggregation);
    Files.createDirectories(output.getParent());
    try (var out = new GZIPOutputStream(Files.newOutputStream(output))) {
      FileDescriptorSet.newBuilder().addAllFile(collected.values()).build().writeTo(out);
    }
  }

  /** What a file imports comes before it. */
  private static void collect(FileDescriptor file, Map<String, FileDescriptorProto> collected) {
    if (collected.containsKey(file.getName())) {
      return;
    }
    file.getDependencies().forEach(dependency -> collect(dependency, collected));
    collected.put(file.getName(), file.toProto());
  }
}
