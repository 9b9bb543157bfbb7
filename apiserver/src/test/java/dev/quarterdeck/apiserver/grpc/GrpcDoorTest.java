package dev.quarterdeck.apiserver.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.util.JsonFormat;
import dev.quarterdeck.apiserver.TestServer;
import dev.quarterdeck.client.grpc.CallException;
import dev.quarterdeck.client.grpc.GrpcAccess;
import dev.quarterdeck.client.grpc.GrpcClient;
import dev.quarterdeck.client.grpc.ObjectEvent;
import dev.quarterdeck.client.grpc.Selection;
import dev.quarterdeck.proto.v1.PatchRequest;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The door with the Java client: what a program does with it. */
@Timeout(30)
class GrpcDoorTest {

  @RegisterExtension static final TestServer server = new TestServer();
  private static GrpcClient cluster;

  @BeforeAll
  static void start() {
    cluster = connect("");
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static GrpcClient connect(String token) {
    return GrpcClient.connect(
        GrpcAccess.plaintext("127.0.0.1", server.get().port(), token), "door-test");
  }

  private static ConfigMap map(String name, String value) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .addToLabels("test", name)
        .endMetadata()
        .withData(Map.of("key", value))
        .build();
  }

  @Test
  void saysWhatItIs() {
    assertThat(cluster.version().getGitVersion()).startsWith("v1.36");
  }

  @Test
  void createsReadsChangesAndDeletes() {
    var maps = cluster.resources(ConfigMap.class).inNamespace("default");

    var created = maps.create(map("one", "first"));
    assertThat(created.getMetadata().getUid()).isNotEmpty();
    assertThat(maps.get("one")).contains(created);

    created.setData(Map.of("key", "second"));
    assertThat(maps.update(created).getData()).containsEntry("key", "second");
    assertThat(maps.patch("one", PatchRequest.Type.MERGE, "{\"data\":{\"other\":\"x\"}}").getData())
        .containsEntry("other", "x");

    maps.delete("one");
    assertThat(maps.get("one")).isEmpty();
  }

  @Test
  void appliesWithAManagerAndNamesTheOthersInAConflict() {
    var maps = cluster.resources(ConfigMap.class).inNamespace("default");
    maps.apply(map("applied", "mine"), "me", false);

    assertThatThrownBy(() -> maps.apply(map("applied", "theirs"), "they", false))
        .isInstanceOfSatisfying(
            CallException.class,
            conflict -> {
              assertThat(conflict.code()).isEqualTo("ABORTED");
              assertThat(conflict.reason()).isEqualTo("Conflict");
              assertThat(conflict.status().getDetails().getCauses(0).getField())
                  .isEqualTo(".data.key");
            });
    assertThat(maps.apply(map("applied", "theirs"), "they", true).getData())
        .containsEntry("key", "theirs");
  }

  @Test
  void listsMoreThanOneMessageHolds() {
    var maps = cluster.resources(ConfigMap.class).inNamespace("default");
    for (var i = 0; i < 6; i++) {
      var large = map("large-" + i, "x".repeat(500_000));
      large.getMetadata().setLabels(Map.of("size", "large"));
      maps.create(large);
    }

    var list = maps.list(Selection.labels("size=large"));

    assertThat(list.items()).hasSize(6);
    assertThat(maps.deleteAll(Selection.labels("size=large")).items()).hasSize(6);
    assertThat(maps.list(Selection.labels("size=large")).items()).isEmpty();
  }

  @Test
  void watchesWhatIsThereAndWhatHappensThen() {
    var maps = cluster.resources(ConfigMap.class).inNamespace("default");
    maps.create(map("watched", "1"));
    try (var watch = maps.watch(Selection.fields("metadata.name=watched"))) {
      assertThat(watch.next()).isInstanceOf(ObjectEvent.Added.class);
      assertThat(watch.next()).isInstanceOf(ObjectEvent.Synced.class);
      maps.patch("watched", PatchRequest.Type.MERGE, "{\"data\":{\"key\":\"2\"}}");
      assertThat(watch.next())
          .isInstanceOfSatisfying(
              ObjectEvent.Modified.class,
              modified ->
                  assertThat(((ConfigMap) modified.object()).getData()).containsEntry("key", "2"));
      maps.delete("watched");
      assertThat(watch.next()).isInstanceOf(ObjectEvent.Deleted.class);
    }
  }

  @Test
  void refusesWhomItDoesNotKnowAndWhoMayNot() {
    try (var stranger = connect("unknown");
        var nobody = connect("jane")) {
      assertThatThrownBy(() -> stranger.resources(ConfigMap.class).list(Selection.ALL))
          .isInstanceOfSatisfying(
              CallException.class,
              refusal -> assertThat(refusal.code()).isEqualTo("UNAUTHENTICATED"));
      assertThatThrownBy(() -> nobody.resources(ConfigMap.class).list(Selection.ALL))
          .isInstanceOfSatisfying(
              CallException.class,
              refusal -> {
                assertThat(refusal.code()).isEqualTo("PERMISSION_DENIED");
                assertThat(refusal).hasMessageContaining("User \"jane\" cannot list resource");
              });
    }
  }

  @Test
  void describesItselfWellEnoughForCallsByName() throws Exception {
    var api = cluster.reflected();
    assertThat(api.services())
        .containsExactly(
            "grpc.health.v1.Health",
            "grpc.reflection.v1.ServerReflection",
            "grpc.reflection.v1alpha.ServerReflection",
            "quarterdeck.v1.Api");
    var health = api.service("grpc.health.v1.Health").findMethodByName("Check");

    try (var call = api.call(health)) {
      call.write(DynamicMessage.getDefaultInstance(health.getInputType()));
      call.closeInput();
      assertThat(JsonFormat.printer().print(call.read())).contains("SERVING");
      assertThat(call.read()).isNull();
    }
    assertThat(api.message("quarterdeck.v1.Status").findFieldByName("resume")).isNotNull();
  }
}
