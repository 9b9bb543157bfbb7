package dev.quarterdeck.machinery.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import io.kubernetes.client.proto.IntStr.IntOrString;
import io.kubernetes.client.proto.Meta.ObjectMeta;
import io.kubernetes.client.proto.Meta.Time;
import io.kubernetes.client.proto.Resource.Quantity;
import io.kubernetes.client.proto.Runtime.TypeMeta;
import io.kubernetes.client.proto.Runtime.Unknown;
import io.kubernetes.client.proto.V1;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProtobufReaderTest {

  private static byte[] envelope(String apiVersion, String kind, ByteString raw) {
    var unknown =
        Unknown.newBuilder()
            .setTypeMeta(TypeMeta.newBuilder().setApiVersion(apiVersion).setKind(kind))
            .setRaw(raw)
            .build();
    return ByteString.copyFrom(new byte[] {'k', '8', 's', 0})
        .concat(unknown.toByteString())
        .toByteArray();
  }

  private static V1.Pod pod() {
    return V1.Pod.newBuilder()
        .setMetadata(
            ObjectMeta.newBuilder()
                .setName("web")
                .setGenerateName("")
                .putLabels("app", "web")
                .setCreationTimestamp(Time.newBuilder().setSeconds(0)))
        .setSpec(
            V1.PodSpec.newBuilder()
                .setTerminationGracePeriodSeconds(0)
                .setHostNetwork(false)
                .addVolumes(
                    V1.Volume.newBuilder()
                        .setName("scratch")
                        .setVolumeSource(
                            V1.VolumeSource.newBuilder()
                                .setEmptyDir(V1.EmptyDirVolumeSource.newBuilder())))
                .addContainers(
                    V1.Container.newBuilder()
                        .setName("main")
                        .setResources(
                            V1.ResourceRequirements.newBuilder()
                                .putRequests(
                                    "cpu", Quantity.newBuilder().setString("100m").build()))
                        .setLivenessProbe(
                            V1.Probe.newBuilder()
                                .setInitialDelaySeconds(0)
                                .setPeriodSeconds(5)
                                .setHandler(
                                    V1.ProbeHandler.newBuilder()
                                        .setHttpGet(
                                            V1.HTTPGetAction.newBuilder()
                                                .setPort(
                                                    IntOrString.newBuilder()
                                                        .setType(1)
                                                        .setStrVal("http"))))))
                .build())
        .build();
  }

  @Test
  void aPodReadsAsTheJsonItStandsFor() {
    assertThat(ProtobufReader.read(envelope("v1", "Pod", pod().toByteString())))
        .isEqualTo(
            Json.parse(
                """
                {"apiVersion":"v1","kind":"Pod",
                 "metadata":{"name":"web","labels":{"app":"web"}},
                 "spec":{"terminationGracePeriodSeconds":0,
                  "volumes":[{"name":"scratch","emptyDir":{}}],
                  "containers":[{"name":"main","resources":{"requests":{"cpu":"100m"}},
                   "livenessProbe":{"periodSeconds":5,"httpGet":{"port":"http"}}}]}}
                """
                    .getBytes()));
  }

  @Test
  void binaryDataIsBase64() {
    var secret = V1.Secret.newBuilder().putData("k", ByteString.copyFromUtf8("value")).build();
    assertThat(
            ProtobufReader.read(envelope("v1", "Secret", secret.toByteString()))
                .at("/data/k")
                .asText())
        .isEqualTo("dmFsdWU=");
  }

  @Test
  void deleteOptionsAreMetasInEveryGroup() {
    var options =
        io.kubernetes.client.proto.Meta.DeleteOptions.newBuilder().setGracePeriodSeconds(0).build();
    assertThat(ProtobufReader.read(envelope("apps/v1", "DeleteOptions", options.toByteString())))
        .isEqualTo(
            Json.parse(
                "{\"apiVersion\":\"apps/v1\",\"kind\":\"DeleteOptions\",\"gracePeriodSeconds\":0}"
                    .getBytes()));
  }

  @Test
  void damagedBytesAreABadRequestAndNothingWorse() {
    var good = envelope("v1", "Pod", pod().toByteString());
    var random = new Random(42);
    for (var round = 0; round < 5_000; round++) {
      var damaged = good.clone();
      for (var i = 0; i <= round % 5; i++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(ProtobufReader.read(damaged)).isNotNull();
      } catch (ApiFault fault) {
        assertThat(fault.code()).isBetween(400, 415);
      }
    }
  }

  @Test
  void aBodyOfNothingButEmptyMessagesIsRefused() {
    var containers = new byte[2 * 1_000_000];
    for (var i = 0; i < containers.length; i += 2) {
      containers[i] = 2 << 3 | 2; // PodSpec.containers, of length zero
    }
    var spec = ByteString.copyFrom(containers);
    var pod =
        V1.Pod.newBuilder()
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        2, UnknownFieldSet.Field.newBuilder().addLengthDelimited(spec).build())
                    .build())
            .build();
    assertThatThrownBy(() -> ProtobufReader.read(envelope("v1", "Pod", pod.toByteString())))
        .isInstanceOf(ApiFault.class)
        .hasMessageContaining("more than");
  }

  @Test
  void jsonUnderTheWrongNameIsRefused() {
    assertThatThrownBy(() -> ProtobufReader.read("{}".getBytes()))
        .isInstanceOf(ApiFault.class)
        .hasMessageContaining("prefix");
  }
}
