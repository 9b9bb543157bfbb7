package dev.quarterdeck.apiserver.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.quarterdeck.machinery.protobuf.ProtobufReader;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.proto.v1.ApiGrpc;
import dev.quarterdeck.proto.v1.ApplyRequest;
import dev.quarterdeck.proto.v1.CreateRequest;
import dev.quarterdeck.proto.v1.DeleteCollectionRequest;
import dev.quarterdeck.proto.v1.DeleteRequest;
import dev.quarterdeck.proto.v1.Encoding;
import dev.quarterdeck.proto.v1.GetRequest;
import dev.quarterdeck.proto.v1.ListPage;
import dev.quarterdeck.proto.v1.ListRequest;
import dev.quarterdeck.proto.v1.Object;
import dev.quarterdeck.proto.v1.PatchRequest;
import dev.quarterdeck.proto.v1.Target;
import dev.quarterdeck.proto.v1.UpdateRequest;
import dev.quarterdeck.proto.v1.WatchRequest;
import dev.quarterdeck.proto.v1.WriteOptions;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages as generated code has them: objects as Kubernetes protobuf, and how large they get. */
@Timeout(30)
class EncodingsTest {

  private static final Target ONE = Maps.TARGET.toBuilder().setName("one").build();
  private static final Encoding PROTOBUF = Encoding.ENCODING_KUBERNETES_PROTOBUF;
  private static final WriteOptions MANAGER =
      WriteOptions.newBuilder().setFieldManager("encodings").build();
  private static final ByteString MAGIC = ByteString.copyFrom(new byte[] {'k', '8', 's', 0});

  @RegisterExtension final OneServer server = new OneServer();
  private final ApiGrpc.ApiBlockingV2Stub api = ApiGrpc.newBlockingV2Stub(server.channel());

  private static Object json(String name, String value) {
    return Object.newBuilder()
        .setJson(
            """
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s","labels":{"a":"b"}},
             "data":{"key":"%s"}}
            """
                .formatted(name, value))
        .build();
  }

  /** What an object in protobuf says. */
  private static String key(Object object) {
    assertThat(object.getKubernetesProtobuf().startsWith(MAGIC)).isTrue();
    var read = ProtobufReader.read(object.getKubernetesProtobuf().toByteArray());
    assertThat(read.at("/metadata/name").asText()).isEqualTo("one");
    return read.at("/data/key").asText();
  }

  /** As a client writes it that knows nothing but protobuf. */
  private Object protobuf() throws StatusException {
    var options = MANAGER.toBuilder().setDryRun(true);
    return api.create(
            CreateRequest.newBuilder()
                .setTarget(Maps.TARGET)
                .setObject(json("one", "created"))
                .setOptions(options)
                .setAccept(PROTOBUF)
                .build())
        .getObject();
  }

  private static <R> List<R> all(BlockingClientCall<?, R> call) throws Exception {
    var messages = new ArrayList<R>();
    for (var message = call.read(); message != null; message = call.read()) {
      messages.add(message);
    }
    return messages;
  }

  @Test
  void everyVerbTakesAndGivesProtobuf() throws Exception {
    var created =
        api.create(
            CreateRequest.newBuilder()
                .setTarget(Maps.TARGET)
                .setObject(protobuf())
                .setAccept(PROTOBUF)
                .build());
    assertThat(created.getCode()).isEqualTo(201);
    assertThat(key(created.getObject())).isEqualTo("created");

    var get = GetRequest.newBuilder().setTarget(ONE).setAccept(PROTOBUF).build();
    assertThat(api.get(get).getObject()).isEqualTo(created.getObject());

    var patch = PatchRequest.newBuilder().setTarget(ONE).setType(PatchRequest.Type.MERGE);
    var patched =
        api.patch(patch.setPatch("{\"data\":{\"key\":\"patched\"}}").setAccept(PROTOBUF).build());
    assertThat(key(patched.getObject())).isEqualTo("patched");

    var update = UpdateRequest.newBuilder().setTarget(ONE).setObject(patched.getObject());
    assertThat(key(api.update(update.setAccept(PROTOBUF).build()).getObject()))
        .isEqualTo("patched");
    assertThatThrownBy(
            () -> api.update(update.setObject(created.getObject()).setAccept(PROTOBUF).build()))
        .satisfies(stale -> assertThat(code(stale)).isEqualTo(Status.Code.ABORTED));

    var apply = ApplyRequest.newBuilder().setTarget(ONE).setObject(json("one", "applied"));
    var applied = api.apply(apply.setOptions(MANAGER).setForce(true).setAccept(PROTOBUF).build());
    assertThat(key(applied.getObject())).isEqualTo("applied");
    assertThatThrownBy(() -> api.apply(apply.setObject(applied.getObject()).build()))
        .satisfies(refused -> assertThat(code(refused)).isEqualTo(Status.Code.INVALID_ARGUMENT));

    var pages =
        all(
            api.list(
                ListRequest.newBuilder()
                    .setTarget(Maps.TARGET)
                    .setAccept(PROTOBUF)
                    .setLabelSelector("a=b")
                    .build()));
    assertThat(pages).hasSize(1);
    assertThat(pages.getFirst().getItemsList()).containsExactly(applied.getObject());
  }

  @Test
  void watchesAndDeletionsGiveProtobuf() throws Exception {
    var create = CreateRequest.newBuilder().setTarget(Maps.TARGET).setObject(protobuf()).build();
    api.create(create);
    var request = WatchRequest.newBuilder().setTarget(Maps.TARGET).setAccept(PROTOBUF);
    var watch = api.watch(request.setLabelSelector("a=b").build());
    assertThat(key(watch.read().getObject())).isEqualTo("created");

    var delete = DeleteRequest.newBuilder().setTarget(ONE).setAccept(PROTOBUF).build();
    var status = api.delete(delete).getObject().getKubernetesProtobuf();
    assertThat(ProtobufReader.read(status.toByteArray()).path("kind").asText()).isEqualTo("Status");
    assertThat(key(watch.read().getObject())).isEqualTo("created");
    watch.cancel("seen enough", null);

    api.create(create);
    var many = DeleteCollectionRequest.newBuilder().setTarget(Maps.TARGET).setLabelSelector("a=b");
    var deleted = all(api.deleteCollection(many.setAccept(PROTOBUF).build()));
    assertThat(key(deleted.getFirst().getItems(0))).isEqualTo("created");
  }

  private static Status.Code code(Throwable failure) {
    return ((StatusException) failure).getStatus().getCode();
  }

  @Test
  void aMessageBeyondTheLimitIsRefusedAndTheConnectionGoesOn() throws Exception {
    var large = json("one", "x".repeat(MessageReader.MAX_MESSAGE));
    assertThatThrownBy(
            () ->
                api.create(
                    CreateRequest.newBuilder().setTarget(Maps.TARGET).setObject(large).build()))
        .satisfies(
            refused -> {
              assertThat(code(refused)).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
              assertThat(refused).hasMessageContaining("a message may have 3211264 bytes at most");
            });
    api.create(
        CreateRequest.newBuilder().setTarget(Maps.TARGET).setObject(json("one", "x")).build());
  }

  /** Clients refuse messages above 4 MiB unless told otherwise, as this one does. */
  @Test
  void aListIsCutIntoMessagesThatFitAndIsStillOneList() throws Exception {
    for (var i = 0; i < 12; i++) {
      var object = json("large-" + i, "x".repeat(700_000));
      api.create(CreateRequest.newBuilder().setTarget(Maps.TARGET).setObject(object).build());
    }

    var list = ListRequest.newBuilder().setTarget(Maps.TARGET).setLabelSelector("a=b").build();
    var pages = all(api.list(list));

    assertThat(pages).hasSize(12);
    assertThat(pages).allSatisfy(page -> assertThat(page.getSerializedSize()).isLessThan(1 << 20));
    assertThat(pages.stream().map(ListPage::getResourceVersion).distinct()).hasSize(1);
    assertThat(
            pages.stream()
                .flatMap(page -> page.getItemsList().stream())
                .map(item -> Json.parseObject(item.getJsonBytes().toByteArray()))
                .map(item -> item.at("/metadata/name").asText()))
        .hasSize(12)
        .doesNotHaveDuplicates();
  }
}
