package dev.quarterdeck.apiserver.http;

import static dev.quarterdeck.apiserver.http.Api.MAPS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.DevServer;
import dev.quarterdeck.apiserver.TestServer;
import dev.quarterdeck.apiserver.store.MemoryStore;
import dev.quarterdeck.model.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lists, pages and the forms they come in. */
class ListsTest {

  private final MemoryStore store = new MemoryStore();
  @RegisterExtension final TestServer server = new TestServer(() -> DevServer.start(0, store));
  private final Api api = new Api(server);

  @BeforeEach
  void start() {
    // A past from before the server's time, which its watch caches cannot know.
    for (var i = 0; i < 5; i++) {
      store.create("/registry/elsewhere/" + i, new byte[0], null);
    }
  }

  private void create(int count) {
    for (var i = 0; i < count; i++) {
      assertThat(api.post(MAPS, Api.map("m%02d".formatted(i), "a", "1")).code()).isEqualTo(201);
    }
  }

  private static List<String> names(Api.Answer answer) {
    var names = new ArrayList<String>();
    answer.json().path("items").forEach(item -> names.add(item.at("/metadata/name").asText()));
    return names;
  }

  @Test
  void aListHasItsKindAndVersion() {
    create(2);
    var list = api.get(MAPS);
    assertThat(list.at("/kind")).isEqualTo("ConfigMapList");
    assertThat(list.at("/apiVersion")).isEqualTo("v1");
    assertThat(names(list)).containsExactly("m00", "m01");
    assertThat(names(api.get("/api/v1/configmaps"))).containsExactly("m00", "m01");
    assertThat(names(api.get("/api/v1/namespaces/kube-system/configmaps"))).isEmpty();
    assertThat(list.json().at("/items/0")).isEqualTo(api.get(MAPS + "/m00").json());
  }

  @Test
  void pagesShowOneMoment() {
    create(5);
    var first = api.get(MAPS + "?limit=2");
    assertThat(names(first)).containsExactly("m00", "m01");
    assertThat(first.at("/metadata/remainingItemCount")).isEqualTo("3");
    api.post(MAPS, Api.map("m02b"));
    api.delete(MAPS + "/m03");
    var second = api.get(MAPS + "?limit=2&continue=" + first.at("/metadata/continue"));
    assertThat(names(second)).containsExactly("m02", "m03");
    assertThat(second.at("/metadata/resourceVersion"))
        .isEqualTo(first.at("/metadata/resourceVersion"));
    var third = api.get(MAPS + "?limit=2&continue=" + second.at("/metadata/continue"));
    assertThat(names(third)).containsExactly("m04");
    assertThat(third.json().path("metadata").has("continue")).isFalse();
  }

  @Test
  void selectorsSelect() {
    create(3);
    api.patch(MAPS + "/m01", "merge", "{\"metadata\":{\"labels\":{\"x\":\"1\"}}}");
    assertThat(names(api.get(MAPS + "?labelSelector=x%3D1"))).containsExactly("m01");
    assertThat(names(api.get(MAPS + "?labelSelector=%21x&limit=1"))).containsExactly("m00");
    assertThat(names(api.get(MAPS + "?fieldSelector=metadata.name%3Dm02"))).containsExactly("m02");
  }

  @Test
  void exactVersionsShowThePast() {
    create(2);
    var before = api.get(MAPS).at("/metadata/resourceVersion");
    api.delete(MAPS + "/m00");
    var exact = "&resourceVersionMatch=Exact";
    assertThat(names(api.get(MAPS + "?resourceVersion=" + before + exact)))
        .containsExactly("m00", "m01");
    assertThat(names(api.get(MAPS + "?resourceVersion=" + before))).containsExactly("m01");
    assertThat(names(api.get(MAPS + "?resourceVersion=0"))).containsExactly("m01");
  }

  @Test
  void tablesAndMetadataAreListsToo() {
    create(1);
    var table =
        api.with("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json")
            .get(MAPS);
    assertThat(table.at("/kind")).isEqualTo("Table");
    assertThat(table.at("/rows/0/cells/0")).isEqualTo("m00");
    var metadata =
        api.with("Accept", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")
            .get(MAPS);
    assertThat(metadata.at("/kind")).isEqualTo("PartialObjectMetadataList");
    assertThat(metadata.json().at("/items/0").has("data")).isFalse();
    assertThat(api.with("Accept", "application/yaml").get(MAPS + "/m00").text())
        .contains("kind: \"ConfigMap\"");
  }

  @Test
  void largeListsAreCompressedWhenThatIsTaken() {
    for (var i = 0; i < 4; i++) {
      api.post(MAPS, Api.map("large" + i, "a", "x".repeat(60_000)));
    }
    var packed = api.with("Accept-Encoding", "gzip").get(MAPS);
    assertThat(packed.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(packed.response().body().length).isLessThan(20_000);
    assertThat(api.get(MAPS).response().body().length).isGreaterThan(240_000);
  }

  @Test
  void hugeListsComeInPieces() throws IOException {
    for (var i = 0; i < 12; i++) {
      api.post(MAPS, Api.map("huge" + i, "a", "x".repeat(100_000)));
    }
    assertThat(names(api.get(MAPS))).hasSize(12);
    var packed = api.with("Accept-Encoding", "gzip").get(MAPS);
    assertThat(packed.header("Content-Encoding")).isEqualTo("gzip");
    try (var body = new GZIPInputStream(new ByteArrayInputStream(packed.response().body()))) {
      assertThat(Json.parseObject(body.readAllBytes()).path("items")).hasSize(12);
    }
  }

  @Test
  void aTokenWhosePastIsGoneOffersTheRest() {
    create(4);
    var first = api.get(MAPS + "?limit=2");
    var token = first.at("/metadata/continue");
    api.post(MAPS, Api.map("m04"));
    assertThat(api.get(MAPS + "?limit=2&continue=" + token).code()).isEqualTo(200);
    store.compact(store.currentRevision()); // The watch cache remembers; nobody is told so.
    var expired = api.get(MAPS + "?limit=2&continue=" + token);
    assertThat(expired.code()).isEqualTo(410);
    assertThat(expired.at("/reason")).isEqualTo("Expired");
    var exact = "?resourceVersionMatch=Exact&resourceVersion=";
    assertThat(api.get(MAPS + exact + first.at("/metadata/resourceVersion")).code()).isEqualTo(410);
    var rest = api.get(MAPS + "?limit=1&continue=" + expired.at("/metadata/continue"));
    assertThat(names(rest)).containsExactly("m02");
    assertThat(rest.at("/metadata/remainingItemCount")).isEqualTo("2");
    assertThat(rest.at("/metadata/resourceVersion"))
        .isNotEqualTo(first.at("/metadata/resourceVersion"));
    var end = api.get(MAPS + "?continue=" + rest.at("/metadata/continue"));
    assertThat(names(end)).containsExactly("m03", "m04");
  }

  @Test
  void aPastFromBeforeTheServersTimeIsCountedToo() {
    create(5);
    var token = api.get(MAPS + "?limit=2").at("/metadata/continue");
    api.delete(MAPS + "/m04");
    try (var later = DevServer.start(0, store)) {
      var second = new Api(later.url()).get(MAPS + "?limit=1&continue=" + token);
      assertThat(names(second)).containsExactly("m02");
      assertThat(second.at("/metadata/remainingItemCount")).isEqualTo("2");
    }
  }

  @Test
  @Timeout(15) // A version that never comes is waited for three seconds, not a minute.
  void aVersionFromTheFutureIsNotWaitedForLong() {
    for (var path : List.of(MAPS, MAPS + "/any")) {
      var ahead = api.get(path + "?resourceVersion=99999999");
      assertThat(ahead.code()).isEqualTo(504);
      assertThat(ahead.at("/message")).contains("Too large resource version");
    }
  }

  @Test
  void largeTablesArriveWhole() {
    for (var i = 0; i < 4; i++) {
      api.post(MAPS, Api.map("large-" + i, "data", "x".repeat(300_000)));
    }
    var tables = api.with("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io");
    var table = tables.get(MAPS + "?includeObject=Object");
    assertThat(table.json().path("rows")).hasSizeGreaterThanOrEqualTo(4);
    assertThat(table.text().length()).isGreaterThan(1_200_000);
    assertThat(api.get(MAPS + "/large-0").at("/data/data")).hasSize(300_000);
  }
}
