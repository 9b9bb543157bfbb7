package dev.quarterdeck.apiserver.protobuf;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** The protobuf messages of the API, found by apiVersion and kind. */
final class MessageTypes {

  private static final String META = "k8s.io.apimachinery.pkg.apis.meta.v1.";
  private static final String EXTENSIONS =
      "k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.v1.";

  private final Map<String, Descriptor> byName = new HashMap<>();

  private MessageTypes() {}

  /** Reads the descriptors the build put beside this class. */
  static MessageTypes load() {
    try (var in = MessageTypes.class.getResourceAsStream("kubernetes.protoset.gz");
        var unpacked = new GZIPInputStream(in)) {
      return of(FileDescriptorSet.parseFrom(unpacked));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException("the build's descriptors do not link", e);
    }
  }

  private static MessageTypes of(FileDescriptorSet set) throws DescriptorValidationException {
    var types = new MessageTypes();
    var linked = new HashMap<String, FileDescriptor>();
    for (var file : set.getFileList()) {
      var imports = new ArrayList<FileDescriptor>();
      for (var dependency : file.getDependencyList()) {
        imports.add(linked.get(dependency));
      }
      var descriptor = FileDescriptor.buildFrom(file, imports.toArray(FileDescriptor[]::new));
      linked.put(file.getName(), descriptor);
      for (var message : descriptor.getMessageTypes()) {
        types.byName.put(message.getFullName(), message);
      }
    }
    return types;
  }

  /** The message of an object; kinds that every group has, such as DeleteOptions, are meta's. */
  Optional<Descriptor> find(String apiVersion, String kind) {
    var inGroup = byName.get(packageOf(apiVersion) + kind);
    return Optional.ofNullable(inGroup != null ? inGroup : byName.get(META + kind));
  }

  private static String packageOf(String apiVersion) {
    var slash = apiVersion.indexOf('/');
    if (slash < 0) {
      return "k8s.io.api.core." + apiVersion + ".";
    }
    var group = apiVersion.substring(0, slash);
    if (group.equals("apiextensions.k8s.io")) {
      return EXTENSIONS;
    }
    var dot = group.indexOf('.');
    var folder = dot < 0 ? group : group.substring(0, dot);
    return "k8s.io.api.%s.%s.".formatted(folder, apiVersion.substring(slash + 1));
  }
}
