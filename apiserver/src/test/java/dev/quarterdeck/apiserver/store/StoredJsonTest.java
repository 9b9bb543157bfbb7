package dev.quarterdeck.apiserver.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.apiserver.watchcache.CachedObject;
import dev.quarterdeck.apiserver.watchcache.ListBody;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class StoredJsonTest {

  private static String stored(String json) {
    return new String(StoredJson.encode(Json.parseObject(json.getBytes(UTF_8))), UTF_8);
  }

  @Test
  void metadataComesFirstWithoutItsRevision() {
    assertThat(
            stored(
                """
                {"kind":"Pod","apiVersion":"v1",
                 "metadata":{"name":"ü","resourceVersion":"7","uid":"u"},"spec":{"a":[1,2.50]}}
                """))
        .isEqualTo(
            """
            {"metadata":{"name":"ü","uid":"u"},"kind":"Pod","apiVersion":"v1","spec":{"a":[1,2.5]}}\
            """);
  }

  @Test
  void encodingLeavesTheObjectAlone() {
    var object = Json.parseObject("{\"metadata\":{\"resourceVersion\":\"7\"}}".getBytes(UTF_8));
    StoredJson.encode(object);
    assertThat(object.at("/metadata/resourceVersion").asText()).isEqualTo("7");
  }

  @Test
  void revisionIsSplicedInFirst() {
    var stored = stored("{\"metadata\":{\"name\":\"x\"},\"kind\":\"Pod\"}").getBytes(UTF_8);

    var spliced = StoredJson.splice(stored, 42);

    assertThat(new String(spliced, UTF_8))
        .isEqualTo("{\"metadata\":{\"resourceVersion\":\"42\",\"name\":\"x\"},\"kind\":\"Pod\"}");
    assertThat(spliced).hasSize(StoredJson.splicedLength(stored, 42));
  }

  @Test
  void revisionIsSplicedIntoEmptyMetadata() {
    for (var object : List.of("{}", "{\"metadata\":{}}", "{\"metadata\":null}")) {
      var stored = stored(object).getBytes(UTF_8);
      assertThat(new String(StoredJson.splice(stored, 1), UTF_8))
          .isEqualTo("{\"metadata\":{\"resourceVersion\":\"1\"}}");
      assertThat(StoredJson.splicedLength(stored, 1)).isEqualTo(36);
    }
  }

  @Test
  void kubeApiserversOrderIsNormalisedAndOursKept() {
    var theirs = "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"x\"}}\n";
    assertThat(new String(StoredJson.normalise(theirs.getBytes(UTF_8)), UTF_8))
        .isEqualTo("{\"metadata\":{\"name\":\"x\"},\"kind\":\"Pod\",\"apiVersion\":\"v1\"}");

    var ours = stored(theirs).getBytes(UTF_8);
    assertThat(StoredJson.normalise(ours)).isSameAs(ours);
  }

  @Test
  void decodedObjectCarriesItsRevision() {
    var object = StoredJson.decode("{\"kind\":\"Pod\",\"metadata\":{}}".getBytes(UTF_8), 9);
    assertThat(object.at("/metadata/resourceVersion").asText()).isEqualTo("9");
  }

  @Test
  void unreadableValuesSayWhy() {
    assertThatThrownBy(() -> StoredJson.normalise(new byte[] {'k', '8', 's', 0, 1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("protobuf");
    assertRefused("[]", "not a JSON object");
    assertRefused("{\"metadata\":[]}", "metadata are not a JSON object");
    assertRefused("{\"metadata\":{}", "not JSON");
    assertRefused("{\"metadata\":{}}{}", "does not end");
  }

  private static void assertRefused(String value, String why) {
    assertThatThrownBy(() -> StoredJson.decode(value.getBytes(UTF_8), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void listBodyIsOneJsonDocument() throws IOException {
    var items = List.of(cached("a", 5), cached("b", 1_234));
    var metadata = Json.object().put("resourceVersion", "99").put("continue", "next");
    var body = new ListBody("PodList", "v1", metadata, items, UnaryOperator.identity());
    assertThat(written(body))
        .isEqualTo(
            """
            {"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"99",\
            "continue":"next"},"items":[{"metadata":{"resourceVersion":"5","name":"a"}},\
            {"metadata":{"resourceVersion":"1234","name":"b"}}]}\
            """);
  }

  @Test
  void emptyListHasItems() throws IOException {
    var body = new ListBody("PodList", "v1", Json.object(), List.of(), UnaryOperator.identity());
    assertThat(written(body))
        .isEqualTo("{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[]}");
  }

  private static String written(ListBody body) throws IOException {
    var out = new ByteArrayOutputStream();
    body.writeTo(out);
    return out.toString(UTF_8);
  }

  private static CachedObject cached(String name, long revision) {
    var stored = stored("{\"metadata\":{\"name\":\"%s\"}}".formatted(name)).getBytes(UTF_8);
    return new CachedObject(
        "/" + name, new ObjectKey("", name), "", revision, Map.of(), Map.of(), "v1", stored);
  }
}
