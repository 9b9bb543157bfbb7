package dev.quarterdeck.machinery.protobuf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.quarterdeck.machinery.schema.Schemas;
import dev.quarterdeck.machinery.schema.Shape;
import dev.quarterdeck.model.Json;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Runtime.Unknown;
import io.kubernetes.client.proto.V1;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProtobufWriterTest {

  private static final Schemas SCHEMAS = Schemas.load();

  record Kind(String apiVersion, String kind) {}

  /**
   * Everything that has a schema, lists and what subresources take included. The items of an
   * APIGroupList say their kind, for which the wire has no place; it is served as JSON alone.
   */
  static Set<Kind> kinds() {
    var kinds = new LinkedHashSet<Kind>();
    for (var kind : SCHEMAS.kinds()) {
      var slash = kind.lastIndexOf('/');
      var apiVersion = kind.substring(0, slash).replaceFirst("^/", "");
      kinds.add(new Kind(apiVersion, kind.substring(slash + 1)));
    }
    kinds.remove(new Kind("v1", "APIGroupList"));
    return kinds;
  }

  /** The group the generated messages leave out. */
  static Set<Kind> generatedKinds() {
    var kinds = kinds();
    kinds.removeIf(kind -> kind.apiVersion.startsWith("apiregistration.k8s.io/"));
    return kinds;
  }

  private static Shape.Struct shape(Kind kind) {
    return SCHEMAS.type(kind.apiVersion, kind.kind).orElseThrow().shape();
  }

  private static byte[] write(String apiVersion, String kind, byte[] json) {
    return ProtobufWriter.of(apiVersion, kind).orElseThrow().write(json);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyFieldOfEveryKindComesBackAsItWas(Kind kind) {
    var specimen = new Specimens(kind.hashCode(), 6).of(kind.apiVersion, kind.kind, shape(kind));
    var back = ProtobufReader.read(write(kind.apiVersion, kind.kind, Json.write(specimen)));
    assertThat(Specimens.differences(back, specimen)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("generatedKinds")
  void kubernetesOwnMessagesUnderstandEveryField(Kind kind) throws Exception {
    var specimen = new Specimens(kind.hashCode(), 5).of(kind.apiVersion, kind.kind, shape(kind));
    var written = write(kind.apiVersion, kind.kind, Json.write(specimen));
    var envelope = Unknown.parseFrom(Arrays.copyOfRange(written, 4, written.length));
    assertThat(envelope.getTypeMeta().getApiVersion()).isEqualTo(kind.apiVersion);
    assertThat(envelope.getTypeMeta().getKind()).isEqualTo(kind.kind);
    var message = generated(kind, envelope.getRaw());
    assertNothingUnknown(message);
    var rewritten = envelope.toBuilder().setRaw(message.toByteString()).build().toByteString();
    var magic = ByteString.copyFrom(new byte[] {'k', '8', 's', 0});
    var back = ProtobufReader.read(magic.concat(rewritten).toByteArray());
    assertThat(Specimens.differences(back, specimen)).isEmpty();
  }

  /** Parsed with the class that was generated from Kubernetes' own definitions. */
  private static Message generated(Kind kind, ByteString raw) throws Exception {
    var name = MessageTypes.shared().find(kind.apiVersion, kind.kind).orElseThrow().fullName();
    var file =
        MessageTypes.shared().all().stream()
            .filter(message -> message.getFullName().equals(name))
            .findFirst()
            .orElseThrow()
            .getFile();
    var type =
        Class.forName(
            "io.kubernetes.client.proto.%s$%s"
                .formatted(file.getOptions().getJavaOuterClassname(), kind.kind));
    return (Message) type.getMethod("parseFrom", ByteString.class).invoke(null, raw);
  }

  private static void assertNothingUnknown(Message message) {
    assertThat(message.getUnknownFields())
        .as(message.getDescriptorForType().getFullName())
        .isEqualTo(UnknownFieldSet.getDefaultInstance());
    for (var value : message.getAllFields().values()) {
      switch (value) {
        case Message child -> assertNothingUnknown(child);
        case Iterable<?> list ->
            list.forEach(
                item -> {
                  if (item instanceof Message child) {
                    assertNothingUnknown(child);
                  }
                });
        default -> {}
      }
    }
  }

  @Test
  void emptyTimesNullsAndUnknownNamesAreLeftOut() throws Exception {
    var json =
        """
        {"metadata":{"creationTimestamp":null,"name":"web","notAField":{"a":[1]}},"other":[{}],
         "spec":{"containers":[null],"nodeSelector":{"a":null},"hostNetwork":false,
         "priority":0}}
        """;
    var written = write("v1", "Pod", json.getBytes(UTF_8));
    var pod = V1.Pod.parseFrom(Unknown.parseFrom(tail(written, 4)).getRaw());
    assertThat(pod.getMetadata()).isEqualTo(Meta.ObjectMeta.newBuilder().setName("web").build());
    assertThat(pod.getSpec().getContainersList())
        .containsExactly(V1.Container.getDefaultInstance());
    assertThat(pod.getSpec().getNodeSelectorMap()).containsEntry("a", "");
    assertThat(pod.getSpec().hasPriority()).isTrue();
  }

  private static byte[] tail(byte[] bytes, int from) {
    return Arrays.copyOfRange(bytes, from, bytes.length);
  }

  @Test
  void embeddedObjectsKeepTheirText() throws Exception {
    for (var raw : new String[] {"{\"a\" : 1.50}", "[1,\"\\u00fc\"]", "\"text\"", "17", "true"}) {
      var json = "{\"revision\":1,\"data\":%s}".formatted(raw).getBytes(UTF_8);
      var written = write("apps/v1", "ControllerRevision", json);
      var revision =
          io.kubernetes.client.proto.V1Apps.ControllerRevision.parseFrom(
              Unknown.parseFrom(tail(written, 4)).getRaw());
      assertThat(revision.getData().getRaw().toStringUtf8()).isEqualTo(raw);
    }
  }

  @Test
  void schemasThatMayBeSeveralThingsComeBack() {
    var crd =
        """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
         "spec":{"versions":[{"name":"v1","served":true,"storage":false,
          "schema":{"openAPIV3Schema":{"$ref":"r","type":"object","default":{"a":1},"enum":["x",1],
           "items":{"type":"string"},"minimum":0,"additionalProperties":false,
           "x-kubernetes-preserve-unknown-fields":false,
           "not":{"items":[{"type":"a"},{"type":"b"}],"additionalProperties":{"nullable":true}},
           "properties":{"p":{"x-kubernetes-int-or-string":true,"additionalItems":true}},
           "dependencies":{"d":["e","f"],"g":{"type":"object"}},
           "x-kubernetes-validations":[{"rule":"true","optionalOldSelf":false}]}}}]}}
        """;
    var tree = Json.parse(crd.getBytes(UTF_8));
    assertThat(
            ProtobufReader.read(
                write("apiextensions.k8s.io/v1", "CustomResourceDefinition", crd.getBytes(UTF_8))))
        .isEqualTo(tree);
  }

  @Test
  void brokenSurrogatesBecomeReplacements() throws Exception {
    var written = write("v1", "ConfigMap", "{\"data\":{\"a\":\"x\\ud800y\"}}".getBytes(UTF_8));
    var map = V1.ConfigMap.parseFrom(Unknown.parseFrom(tail(written, 4)).getRaw());
    assertThat(map.getDataMap()).containsEntry("a", "x\uFFFDy");
  }

  @Test
  void aFrameIsItsLengthAndAWatchEvent() throws Exception {
    var writer = ProtobufWriter.of("v1", "ConfigMap").orElseThrow();
    var json = "{\"metadata\":{\"name\":\"m\"}}".getBytes(UTF_8);
    var frame = writer.frame("MODIFIED", json);
    assertThat(ByteBuffer.wrap(frame).getInt()).isEqualTo(frame.length - 4);
    var event = Meta.WatchEvent.parseFrom(CodedInputStream.newInstance(tail(frame, 4)));
    assertThat(event.getType()).isEqualTo("MODIFIED");
    assertThat(event.getObject().getRaw().toByteArray()).isEqualTo(writer.write(json));
  }

  @Test
  void whatIsNoObjectOfTheKindIsRefused() {
    for (var json : new String[] {"", "[]", "{\"spec\":[]}", "{\"spec\":{\"volumes\":{}}}", "{"}) {
      assertThatThrownBy(() -> write("v1", "Pod", json.getBytes(UTF_8)))
          .as(json)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void customKindsHaveNoMessage() {
    assertThat(ProtobufWriter.of("example.com/v1", "Widget")).isEmpty();
  }
}
