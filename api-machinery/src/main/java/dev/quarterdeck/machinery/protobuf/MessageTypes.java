package dev.quarterdeck.machinery.protobuf;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;

/** The protobuf messages of the API, found by apiVersion and kind. */
final class MessageTypes {

  private static final String META = "k8s.io.apimachinery.pkg.apis.meta.v1.";
  private static final String EXTENSIONS =
      "k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.v1.";

  private static final String AGGREGATOR = "k8s.io.kube_aggregator.pkg.apis.apiregistration.v1.";

  /** The packages of groups that are not named like their package. */
  private static final Map<String, String> DOTTED_GROUPS =
      Map.ofEntries(
          Map.entry("admissionregistration.k8s.io", "admissionregistration"),
          Map.entry("authentication.k8s.io", "authentication"),
          Map.entry("authorization.k8s.io", "authorization"),
          Map.entry("certificates.k8s.io", "certificates"),
          Map.entry("coordination.k8s.io", "coordination"),
          Map.entry("discovery.k8s.io", "discovery"),
          Map.entry("events.k8s.io", "events"),
          Map.entry("flowcontrol.apiserver.k8s.io", "flowcontrol"),
          Map.entry("networking.k8s.io", "networking"),
          Map.entry("node.k8s.io", "node"),
          Map.entry("rbac.authorization.k8s.io", "rbac"),
          Map.entry("resource.k8s.io", "resource"),
          Map.entry("scheduling.k8s.io", "scheduling"),
          Map.entry("storage.k8s.io", "storage"));

  /** Kinds every group has. */
  private static final Set<String> METAS_OWN =
      Set.of(
          "APIGroup", "APIGroupList", "APIResourceList", "APIVersions", "DeleteOptions", "Status");

  private final Map<String, Descriptor> byName = new HashMap<>();
  private final Map<String, WireType> compiled = new ConcurrentHashMap<>();
  private final Map<String, ProtobufWriter> writers = new ConcurrentHashMap<>();
  private final FieldFacts facts = FieldFacts.load();

  private MessageTypes() {}

  /** The shared types, read at first use. */
  static MessageTypes shared() {
    return Shared.TYPES;
  }

  private static final class Shared {
    static final MessageTypes TYPES = load();
  }

  FieldFacts facts() {
    return facts;
  }

  /** All messages there are. */
  Collection<Descriptor> all() {
    return byName.values();
  }

  /** Reads the descriptors the build put beside this class. */
  private static MessageTypes load() {
    try (var in = MessageTypes.class.getResourceAsStream("kubernetes-ga.protoset.gz");
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

  WireType type(Descriptor descriptor) {
    return compiled.computeIfAbsent(descriptor.getFullName(), _ -> new WireType(descriptor, this));
  }

  /** The type of an object; empty for kinds that are not built in. */
  Optional<WireType> find(String apiVersion, String kind) {
    var message = METAS_OWN.contains(kind) ? META + kind : packageOf(apiVersion) + kind;
    return Optional.ofNullable(byName.get(message)).map(this::type);
  }

  Optional<ProtobufWriter> writer(String apiVersion, String kind) {
    var key = apiVersion + ' ' + kind;
    var known = writers.get(key);
    if (known != null) {
      return Optional.of(known);
    }
    return find(apiVersion, kind)
        .map(type -> writers.computeIfAbsent(key, _ -> new ProtobufWriter(type, apiVersion, kind)));
  }

  /** Empty for a group that is not built in. */
  private static String packageOf(String apiVersion) {
    var slash = apiVersion.indexOf('/');
    if (slash < 0) {
      return "k8s.io.api.core." + apiVersion + ".";
    }
    var group = apiVersion.substring(0, slash);
    return switch (group) {
      case "apiextensions.k8s.io" -> EXTENSIONS;
      case "apiregistration.k8s.io" -> AGGREGATOR;
      case "meta.k8s.io" -> META;
      case "apps", "autoscaling", "batch", "policy" ->
          "k8s.io.api.%s.%s.".formatted(group, apiVersion.substring(slash + 1));
      default ->
          DOTTED_GROUPS.containsKey(group)
              ? "k8s.io.api.%s.%s."
                  .formatted(DOTTED_GROUPS.get(group), apiVersion.substring(slash + 1))
              : "";
    };
  }
}
