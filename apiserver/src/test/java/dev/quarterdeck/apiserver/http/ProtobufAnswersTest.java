package dev.quarterdeck.apiserver.http;

import static dev.quarterdeck.apiserver.http.Api.MAPS;
import static dev.quarterdeck.apiserver.http.Api.PODS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.quarterdeck.apiserver.TestServer;
import dev.quarterdeck.apiserver.answer.Encoding;
import dev.quarterdeck.apiserver.answer.Form;
import dev.quarterdeck.apiserver.answer.Presenter;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Runtime.TypeMeta;
import io.kubernetes.client.proto.Runtime.Unknown;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Authentication;
import io.kubernetes.client.proto.V1Autoscaling;
import io.kubernetes.client.proto.V1Policy;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client that speaks nothing but protobuf, with the messages Kubernetes generates. */
@Timeout(30)
class ProtobufAnswersTest {

  private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
  private static final ByteString MAGIC = ByteString.copyFrom(new byte[] {'k', '8', 's', 0});

  @RegisterExtension final TestServer server = new TestServer();
  private final Api json = new Api(server);
  private final Api api = json.with("Accept", PROTOBUF);

  private static byte[] body(String apiVersion, String kind, ByteString raw) {
    var type = TypeMeta.newBuilder().setApiVersion(apiVersion).setKind(kind);
    return MAGIC
        .concat(Unknown.newBuilder().setTypeMeta(type).setRaw(raw).build().toByteString())
        .toByteArray();
  }

  private static ByteString raw(byte[] body, String kind) throws IOException {
    assertThat(ByteString.copyFrom(body).startsWith(MAGIC)).isTrue();
    var envelope = Unknown.parseFrom(Arrays.copyOfRange(body, 4, body.length));
    assertThat(envelope.getTypeMeta().getKind()).isEqualTo(kind);
    return envelope.getRaw();
  }

  private static ByteString raw(Api.Answer answer, int code, String kind) throws IOException {
    assertThat(answer.header("Content-Type")).isEqualTo(PROTOBUF);
    var raw = raw(answer.response().body(), kind);
    assertThat(answer.code()).isEqualTo(code);
    return raw;
  }

  private static Meta.ObjectMeta named(String name) {
    return Meta.ObjectMeta.newBuilder().setName(name).build();
  }

  private static byte[] map(String name, String value) {
    var map = V1.ConfigMap.newBuilder().setMetadata(named(name)).putData("a", value).build();
    return body("v1", "ConfigMap", map.toByteString());
  }

  @Test
  void anObjectIsCreatedReadReplacedAndDeleted() throws IOException {
    var created = raw(api.sendBytes("POST", MAPS, map("m", "1"), PROTOBUF), 201, "ConfigMap");
    var map = V1.ConfigMap.parseFrom(created);
    assertThat(map.getMetadata().getUid()).isNotEmpty();
    assertThat(map.getMetadata().getResourceVersion()).isNotEmpty();
    assertThat(map.getMetadata().getCreationTimestamp().getSeconds()).isPositive();
    assertThat(V1.ConfigMap.parseFrom(raw(api.get(MAPS + "/m"), 200, "ConfigMap"))).isEqualTo(map);

    var changed = body("v1", "ConfigMap", map.toBuilder().putData("a", "2").build().toByteString());
    raw(api.sendBytes("PUT", MAPS + "/m", changed, PROTOBUF), 200, "ConfigMap");
    assertThat(json.get(MAPS + "/m").at("/data/a")).isEqualTo("2");

    var wrong =
        Meta.DeleteOptions.newBuilder()
            .setPreconditions(Meta.Preconditions.newBuilder().setUid("other"))
            .build();
    var options = body("v1", "DeleteOptions", wrong.toByteString());
    var refused = api.sendBytes("DELETE", MAPS + "/m", options, PROTOBUF);
    assertThat(Meta.Status.parseFrom(raw(refused, 409, "Status")).getReason())
        .isEqualTo("Conflict");
    var gone = Meta.Status.parseFrom(raw(api.delete(MAPS + "/m"), 200, "Status"));
    assertThat(gone.getStatus()).isEqualTo("Success");
    assertThat(gone.getDetails().getUid()).isEqualTo(map.getMetadata().getUid());
  }

  @Test
  void aListIsOfItsOwnType() throws IOException {
    for (var name : new String[] {"m1", "m2", "m3"}) {
      api.sendBytes("POST", MAPS, map(name, name), PROTOBUF);
    }
    var page = V1.ConfigMapList.parseFrom(raw(api.get(MAPS + "?limit=2"), 200, "ConfigMapList"));
    assertThat(page.getItemsList())
        .extracting(m -> m.getDataOrThrow("a"))
        .containsExactly("m1", "m2");
    assertThat(page.getMetadata().getRemainingItemCount()).isEqualTo(1);
    var rest = api.get(MAPS + "?limit=2&continue=" + page.getMetadata().getContinue());
    assertThat(V1.ConfigMapList.parseFrom(raw(rest, 200, "ConfigMapList")).getItemsCount()).isOne();
  }

  @Test
  void aLongListNeedNotBeHeldWhole() throws IOException {
    for (var i = 0; i < 12; i++) {
      api.sendBytes("POST", MAPS, map("m" + i, (char) ('a' + i) + "x".repeat(300_000)), PROTOBUF);
    }
    var list = V1.ConfigMapList.parseFrom(raw(api.get(MAPS), 200, "ConfigMapList"));
    assertThat(list.getItemsList()).hasSize(12);
    for (var map : list.getItemsList()) {
      assertThat(map.getDataOrThrow("a")).hasSize(300_001);
    }
  }

  @Test
  void failuresAreStatuses() throws IOException {
    var missing = Meta.Status.parseFrom(raw(api.get(MAPS + "/none"), 404, "Status"));
    assertThat(missing.getReason()).isEqualTo("NotFound");
    assertThat(missing.getCode()).isEqualTo(404);
    assertThat(missing.getDetails().getName()).isEqualTo("none");
    var invalid =
        body("v1", "Pod", V1.Pod.newBuilder().setMetadata(named("p")).build().toByteString());
    var status =
        Meta.Status.parseFrom(raw(api.sendBytes("POST", PODS, invalid, PROTOBUF), 422, "Status"));
    assertThat(status.getDetails().getCausesList())
        .extracting(Meta.StatusCause::getField)
        .contains("spec.containers");
  }

  @Test
  void discoverySpeaksItToo() throws IOException {
    var versions = Meta.APIVersions.parseFrom(raw(api.get("/api"), 200, "APIVersions"));
    assertThat(versions.getVersionsList()).containsExactly("v1");
    var groups = Meta.APIGroupList.parseFrom(raw(api.get("/apis"), 200, "APIGroupList"));
    assertThat(groups.getGroupsList()).extracting(Meta.APIGroup::getName).contains("apps");
    var apps =
        Meta.APIResourceList.parseFrom(raw(api.get("/apis/apps/v1"), 200, "APIResourceList"));
    var deployments =
        apps.getResourcesList().stream().filter(r -> r.getName().equals("deployments")).findFirst();
    assertThat(deployments.orElseThrow().getVerbs().getItemsList()).contains("get", "watch");
    assertThat(deployments.orElseThrow().getShortNamesList()).containsExactly("deploy");
    assertThat(api.get("/apis/none.example.com").code()).isEqualTo(404);
  }

  @Test
  void metadataAloneIsToBeHad() throws IOException {
    api.sendBytes("POST", MAPS, map("m", "1"), PROTOBUF);
    var as = PROTOBUF + ";as=PartialObjectMetadata%s;g=meta.k8s.io;v=v1";
    var one = json.with("Accept", as.formatted("")).get(MAPS + "/m");
    var metadata =
        Meta.PartialObjectMetadata.parseFrom(raw(one, 200, "PartialObjectMetadata")).getMetadata();
    assertThat(metadata.getName()).isEqualTo("m");
    var all = json.with("Accept", as.formatted("List")).get(MAPS);
    assertThat(
            Meta.PartialObjectMetadataList.parseFrom(raw(all, 200, "PartialObjectMetadataList"))
                .getItems(0)
                .getMetadata())
        .isEqualTo(metadata);
  }

  /** The next frame of a watch; null at its end. */
  private static Meta.WatchEvent next(DataInputStream stream) throws IOException {
    return Meta.WatchEvent.parseFrom(stream.readNBytes(stream.readInt()));
  }

  @Test
  void aWatchIsFramed() throws IOException {
    api.sendBytes("POST", MAPS, map("m", "1"), PROTOBUF);
    var streams = json.with("Accept", PROTOBUF + ";stream=watch," + PROTOBUF);
    var query =
        "?watch=true&sendInitialEvents=true&allowWatchBookmarks=true"
            + "&resourceVersionMatch=NotOlderThan&timeoutSeconds=20";
    var response = streams.stream(MAPS + query);
    assertThat(response.headers().firstValue("Content-Type")).hasValue(PROTOBUF + ";stream=watch");
    try (var stream = new DataInputStream(response.body())) {
      var added = next(stream);
      assertThat(added.getType()).isEqualTo("ADDED");
      var map = V1.ConfigMap.parseFrom(raw(added.getObject().getRaw().toByteArray(), "ConfigMap"));
      assertThat(map.getDataOrThrow("a")).isEqualTo("1");
      var bookmark = next(stream);
      assertThat(bookmark.getType()).isEqualTo("BOOKMARK");
      var mark =
          V1.ConfigMap.parseFrom(raw(bookmark.getObject().getRaw().toByteArray(), "ConfigMap"));
      assertThat(mark.getMetadata().getAnnotationsOrThrow("k8s.io/initial-events-end"))
          .isEqualTo("true");
      json.patch(MAPS + "/m", "merge", "{\"data\":{\"a\":\"2\"}}");
      assertThat(next(stream).getType()).isEqualTo("MODIFIED");
      json.delete(MAPS + "/m");
      assertThat(next(stream).getType()).isEqualTo("DELETED");
    }
  }

  @Test
  void aWatchOfMetadataIsFramedToo() throws IOException {
    api.sendBytes("POST", MAPS, map("m", "1"), PROTOBUF);
    var accept = PROTOBUF + ";as=PartialObjectMetadata;g=meta.k8s.io;v=v1;stream=watch";
    var response = json.with("Accept", accept).stream(MAPS + "?watch=true&resourceVersion=0");
    try (var stream = new DataInputStream(response.body())) {
      var object = next(stream).getObject().getRaw().toByteArray();
      var partial = Meta.PartialObjectMetadata.parseFrom(raw(object, "PartialObjectMetadata"));
      assertThat(partial.getMetadata().getName()).isEqualTo("m");
    }
  }

  @Test
  void aWatchsFailureIsAFramedStatus() throws IOException {
    var fault = new ApiFault(Reason.EXPIRED, "too old");
    var frame = Presenter.failure(fault, Form.of(Encoding.PROTOBUF));
    var event = next(new DataInputStream(new ByteArrayInputStream(frame)));
    assertThat(event.getType()).isEqualTo("ERROR");
    var status = Meta.Status.parseFrom(raw(event.getObject().getRaw().toByteArray(), "Status"));
    assertThat(status.getCode()).isEqualTo(410);
  }

  @Test
  void whatAsksForSomethingIsUnderstood() throws IOException {
    json.post("/api/v1/nodes", "{\"metadata\":{\"name\":\"n1\"}}");
    json.post(PODS, Api.pod("p"));
    var binding =
        V1.Binding.newBuilder()
            .setMetadata(named("p"))
            .setTarget(V1.ObjectReference.newBuilder().setKind("Node").setName("n1"))
            .build();
    var bound =
        api.sendBytes(
            "POST", PODS + "/p/binding", body("v1", "Binding", binding.toByteString()), PROTOBUF);
    assertThat(Meta.Status.parseFrom(raw(bound, 201, "Status")).getStatus()).isEqualTo("Success");
    var eviction = V1Policy.Eviction.newBuilder().setMetadata(named("p")).build().toByteString();
    var evicted =
        api.sendBytes(
            "POST", PODS + "/p/eviction", body("policy/v1", "Eviction", eviction), PROTOBUF);
    assertThat(Meta.Status.parseFrom(raw(evicted, 201, "Status")).getStatus()).isEqualTo("Success");
  }

  @Test
  void aScaleAndATokenAreAnswered() throws IOException {
    var accounts = "/api/v1/namespaces/default/serviceaccounts";
    json.post(accounts, "{\"metadata\":{\"name\":\"robot\"}}");
    var asked =
        V1Authentication.TokenRequest.newBuilder()
            .setSpec(
                V1Authentication.TokenRequestSpec.newBuilder().setExpirationSeconds(3600).build())
            .build();
    var issued =
        api.sendBytes(
            "POST",
            accounts + "/robot/token",
            body("authentication.k8s.io/v1", "TokenRequest", asked.toByteString()),
            PROTOBUF);
    assertThat(
            V1Authentication.TokenRequest.parseFrom(raw(issued, 201, "TokenRequest"))
                .getStatus()
                .getToken())
        .isNotEmpty();

    var sets = "/apis/apps/v1/namespaces/default/replicasets";
    json.post(
        sets,
        """
        {"metadata":{"name":"web"},"spec":{"replicas":2,"selector":{"matchLabels":{"a":"b"}},
         "template":{"metadata":{"labels":{"a":"b"}},
          "spec":{"containers":[{"name":"c","image":"i"}]}}}}
        """);
    var scale = V1Autoscaling.Scale.parseFrom(raw(api.get(sets + "/web/scale"), 200, "Scale"));
    assertThat(scale.getSpec().getReplicas()).isEqualTo(2);
    var none =
        scale.toBuilder()
            .setSpec(V1Autoscaling.ScaleSpec.newBuilder().setReplicas(0))
            .build()
            .toByteString();
    raw(
        api.sendBytes("PUT", sets + "/web/scale", body("autoscaling/v1", "Scale", none), PROTOBUF),
        200,
        "Scale");
    assertThat(json.get(sets + "/web").json().at("/spec/replicas").asInt(-1)).isZero();
  }
}
