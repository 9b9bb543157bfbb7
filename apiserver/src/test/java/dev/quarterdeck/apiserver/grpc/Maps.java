package dev.quarterdeck.apiserver.grpc;

import dev.quarterdeck.client.grpc.GrpcClient;
import dev.quarterdeck.client.grpc.RawApi;
import dev.quarterdeck.proto.v1.Target;
import dev.quarterdeck.proto.v1.WatchEvent;
import dev.quarterdeck.proto.v1.WatchRequest;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;

/** The kind these tests write and watch: ConfigMaps of the default namespace. */
final class Maps {

  static final Target TARGET =
      Target.newBuilder()
          .setVersion("v1")
          .setResource("configmaps")
          .setNamespace("default")
          .build();

  private Maps() {}

  static ConfigMap create(GrpcClient client, String name, String value) {
    return client.resources(ConfigMap.class).inNamespace("default").create(map(name, value));
  }

  /** Changes the same one each time. */
  static ConfigMap write(GrpcClient client, String value) {
    return client
        .resources(ConfigMap.class)
        .inNamespace("default")
        .apply(map("written", value), "grpc-test", true);
  }

  private static ConfigMap map(String name, String value) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .endMetadata()
        .addToData("key", value)
        .build();
  }

  static WatchRequest after(String resourceVersion) {
    return WatchRequest.newBuilder().setTarget(TARGET).setResourceVersion(resourceVersion).build();
  }

  /** A watch that is not resumed when it breaks. */
  static RawApi.Stream<WatchEvent> watch(GrpcClient client, String resourceVersion) {
    return client.raw().watch(after(resourceVersion));
  }
}
