package dev.quarterdeck.client.informer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.client.ScriptedApi;
import dev.quarterdeck.client.informer.Change.Added;
import dev.quarterdeck.client.informer.Change.Deleted;
import dev.quarterdeck.client.informer.Change.Updated;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.SteppedTime;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReflectorTest {

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final SteppedTime time = new SteppedTime(Instant.EPOCH);
  private final LinkedBlockingQueue<String> news = new LinkedBlockingQueue<>();
  private ScriptedApi api;
  private KubernetesClient client;
  private Informer<ConfigMap> informer;

  @BeforeEach
  void start() throws IOException {
    api = new ScriptedApi();
    client = api.client();
    informer =
        Informer.builder(client, ConfigMap.class, time)
            .namespace("ns")
            .labels("app in (web)")
            .index("owner", map -> List.of(map.getData().getOrDefault("owner", "nobody")))
            .onChange(change -> news.add(describe(change)))
            .start();
  }

  @AfterEach
  void stop() {
    informer.close();
    client.close();
    api.close();
  }

  private static String describe(Change<ConfigMap> change) {
    return switch (change) {
      case Added<ConfigMap>(var o) -> "+" + o.getMetadata().getName() + version(o);
      case Updated<ConfigMap>(var before, var after) ->
          "~" + after.getMetadata().getName() + version(before) + version(after);
      case Deleted<ConfigMap>(var o) -> "-" + o.getMetadata().getName();
    };
  }

  private static String version(ConfigMap o) {
    return "@" + o.getMetadata().getResourceVersion();
  }

  private static String map(String name, int version) {
    return map(name, "uid-" + name, version);
  }

  private static String map(String name, String uid, int version) {
    return """
        {"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"%s","namespace":"ns","uid":"%s",\
        "resourceVersion":"%d","managedFields":[{"manager":"kubectl"}]},"data":{"owner":"o-%s"},\
        "unknown":{"a":[1]}}"""
        .formatted(name, uid, version, name);
  }

  private static String list(int version, String token, String... items) {
    return """
        {"kind":"ConfigMapList","metadata":{"resourceVersion":"%d","continue":"%s"},"items":[%s]}"""
        .formatted(version, token, String.join(",", items));
  }

  private static String status(int code, String reason) {
    return """
        {"kind":"Status","status":"Failure","code":%d,"reason":"%s","message":"because"}"""
        .formatted(code, reason);
  }

  private String nextNews() throws InterruptedException {
    return news.poll(10, TimeUnit.SECONDS);
  }

  /** The next request, after a pause or without one. */
  private ScriptedApi.Call next() throws InterruptedException {
    for (var tries = 0; tries < 1000; tries++) {
      var call = api.next(Duration.ofMillis(10));
      if (call.isPresent()) {
        return call.get();
      }
      time.advance(LONGEST_PAUSE);
    }
    throw new AssertionError("no request");
  }

  private ScriptedApi.Call watching(int version, String... items) throws InterruptedException {
    return watching(next(), version, items);
  }

  private ScriptedApi.Call watching(ScriptedApi.Call listing, int version, String... items)
      throws InterruptedException {
    listing.answer(200, list(version, "", items));
    for (var _ : items) {
      assertThat(nextNews()).startsWith("+");
    }
    return next().stream();
  }

  @Test
  void listsInPagesAndThenWatchesFromTheListsVersion() throws Exception {
    var first = next();
    assertThat(first.line())
        .startsWith("GET /api/v1/namespaces/ns/configmaps?")
        .contains("limit=500", "resourceVersion=0", "labelSelector=app in (web)");
    first.answer(200, list(7, "more", map("a", 3)));
    var second = next();
    assertThat(second.line()).contains("continue=more").doesNotContain("resourceVersion=0");
    assertThat(informer.isSynced()).isFalse();
    second.answer(200, list(7, "", map("b", 5)));

    assertThat(next().line())
        .contains("watch=true", "allowWatchBookmarks=true", "resourceVersion=7", "app in (web)");
    assertThat(informer.awaitSynced(Duration.ofSeconds(10))).isTrue();
    assertThat(List.of(nextNews(), nextNews())).containsExactly("+a@3", "+b@5");
  }

  @Test
  void keepsTheStoreAndItsIndexesUpToDateAndDropsManagedFields() throws Exception {
    var watch = watching(7, map("a", 3));
    watch.event("ADDED", map("b", 8)).event("MODIFIED", map("a", 9));
    assertThat(List.of(nextNews(), nextNews())).containsExactly("+b@8", "~a@3@9");
    var a = informer.store().get(new ObjectKey("ns", "a")).orElseThrow();
    assertThat(a.getMetadata().getManagedFields()).isNullOrEmpty();
    assertThat(informer.store().byIndex("owner", "o-b")).hasSize(1);
    assertThat(informer.store().inNamespace("ns")).hasSize(2);

    watch.event("DELETED", map("b", 10));
    assertThat(nextNews()).isEqualTo("-b");
    assertThat(informer.store().byIndex("owner", "o-b")).isEmpty();
    assertThat(informer.store().all()).containsExactly(a);
  }

  @Test
  void resumesWhereTheConnectionBroke() throws Exception {
    var watch = watching(7, map("a", 3));
    watch.event("MODIFIED", map("a", 9));
    assertThat(nextNews()).isEqualTo("~a@3@9");
    api.crash();
    api.restart();
    assertThat(next().line()).contains("watch=true", "resourceVersion=9");
  }

  @Test
  void resumesFromTheLastBookmark() throws Exception {
    var watch = watching(7, map("a", 3));
    watch.event("BOOKMARK", "{\"kind\":\"ConfigMap\",\"metadata\":{\"resourceVersion\":\"40\"}}");
    watch.finish();
    assertThat(next().line()).contains("watch=true", "resourceVersion=40");
    assertThat(news).isEmpty();
  }

  @Test
  void relistsAfterGoneInTheStreamAndTellsTheDifferenceOnly() throws Exception {
    var watch = watching(7, map("a", 3), map("b", 4), map("c", 5));
    watch.event("ERROR", status(410, "Expired"));
    watch.finish();
    var relist = next();
    assertThat(relist.line()).doesNotContain("watch=true", "resourceVersion=");
    relist.answer(200, list(20, "", map("b", 4), map("c", 12), map("d", 15)));
    assertThat(List.of(nextNews(), nextNews(), nextNews()))
        .containsExactly("-a", "~c@5@12", "+d@15");
    assertThat(next().line()).contains("watch=true", "resourceVersion=20");
    assertThat(news).isEmpty();
  }

  @Test
  void relistsAfterGoneAsTheAnswerToAWatch() throws Exception {
    next().answer(200, list(7, ""));
    next().answer(410, status(410, "Expired"));
    assertThat(next().line()).doesNotContain("watch=true");
  }

  @Test
  void listsAllAtOnceWhenAPageTokenExpires() throws Exception {
    next().answer(200, list(7, "more", map("a", 3)));
    next().answer(410, status(410, "Expired"));
    assertThat(next().line()).doesNotContain("limit=", "continue=", "watch=");
  }

  @Test
  void anObjectMadeAnewIsADeletionAndAnAddition() throws Exception {
    var watch = watching(7, map("a", 3));
    watch.event("ERROR", status(410, "Expired"));
    watch.finish();
    next().answer(200, list(20, "", map("a", "uid-other", 19)));
    assertThat(List.of(nextNews(), nextNews())).containsExactly("-a", "+a@19");
  }

  @Test
  void survivesRefusalsAndGarbage() throws Exception {
    next().answer(503, status(503, "ServiceUnavailable"));
    var second = next();
    assertThat(informer.lastError()).hasValue("503 ServiceUnavailable: because");
    second.answer(500, "<html>");
    next().answer(200, "{\"kind\":\"ConfigMapList\",\"items\":[");
    var watch = watching(next(), 7, map("a", 3));
    watch.send("{\"type\":\"MODIFIED\",\"obj");
    watch.finish();
    var again = next();
    assertThat(again.line()).contains("watch=true", "resourceVersion=7");
    again.stream().send("not json\n").finish();
    var last = next();
    assertThat(last.line()).contains("watch=true", "resourceVersion=7");
    last.stream().event("MODIFIED", map("a", 8));
    assertThat(nextNews()).isEqualTo("~a@3@8");
    assertThat(informer.lastError()).isEmpty();
  }

  @Test
  void readsFramesHoweverTheyAreCut() throws Exception {
    var watch = watching(7);
    var frame = "{\"object\":" + map("a", 8) + ",\"type\":\"ADDED\"}\n";
    for (var half : List.of(frame.substring(0, 30), frame.substring(30))) {
      watch.send(half);
    }
    assertThat(nextNews()).isEqualTo("+a@8");
  }

  @Test
  void stopsPromptlyWhileAWatchIsSilent() throws Exception {
    watching(7, map("a", 3));
    var start = System.nanoTime();
    informer.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void readsQuantitiesInTheMiddleOfAList() throws Exception {
    try (var nodes = Informer.builder(client, Node.class, time).start()) {
      ScriptedApi.Call call;
      do {
        call = next();
      } while (!call.line().contains("/nodes"));
      call.answer(
          200,
          """
          {"metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"n","namespace":""},\
          "status":{"allocatable":{"cpu":"4","memory":"1Gi"},"phase":"x"}}]}""");
      assertThat(nodes.awaitSynced(Duration.ofSeconds(10))).isTrue();
    }
  }
}
