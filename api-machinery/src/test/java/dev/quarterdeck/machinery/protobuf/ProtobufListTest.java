package dev.quarterdeck.machinery.protobuf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubernetes.client.proto.Runtime.Unknown;
import io.kubernetes.client.proto.V1;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtobufListTest {

  private static final byte[] HEAD = "{\"metadata\":{\"resourceVersion\":\"7\"}}".getBytes(UTF_8);
  private static final int COUNT = 20;

  private final AtomicInteger made = new AtomicInteger();

  private ProtobufList list(Allowance allowance, String item) {
    return new ProtobufList(
        ProtobufWriter.of("v1", "ConfigMapList").orElseThrow(),
        ProtobufWriter.of("v1", "ConfigMap").orElseThrow(),
        HEAD,
        COUNT,
        i -> {
          made.incrementAndGet();
          return item.formatted(i).getBytes(UTF_8);
        },
        allowance);
  }

  /** Each item takes 17 or 18 bytes. */
  @ParameterizedTest
  @ValueSource(ints = {0, 100, 1_000})
  void itemsAreKeptAsFarAsTheAllowanceGoes(int bytes) throws IOException {
    var allowance = new Allowance(bytes);
    var out = new ByteArrayOutputStream();
    list(allowance, "{\"data\":{\"key\":\"value%d\"}}").writeTo(out);
    var body = out.toByteArray();
    var parsed =
        V1.ConfigMapList.parseFrom(
            Unknown.parseFrom(Arrays.copyOfRange(body, 4, body.length)).getRaw());
    assertThat(parsed.getMetadata().getResourceVersion()).isEqualTo("7");
    assertThat(parsed.getItemsList()).hasSize(COUNT);
    for (var i = 0; i < COUNT; i++) {
      assertThat(parsed.getItems(i).getDataOrThrow("key")).isEqualTo("value" + i);
    }
    assertThat(made.get()).isEqualTo(COUNT + (bytes == 0 ? COUNT : bytes == 100 ? COUNT - 5 : 0));
    assertThat(allowance.left()).isEqualTo(bytes);
  }

  @Test
  void whatIsTakenIsGivenBackWhateverHappens() {
    var allowance = new Allowance(1_000);
    var broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("gone");
          }
        };
    assertThatThrownBy(() -> list(allowance, "{\"data\":{\"a\":\"%d\"}}").writeTo(broken))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> list(allowance, "[%d]").writeTo(broken))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(allowance.left()).isEqualTo(1_000);
  }
}
