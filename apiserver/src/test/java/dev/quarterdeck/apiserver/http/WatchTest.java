package dev.quarterdeck.apiserver.http;

import static dev.quarterdeck.apiserver.http.Api.MAPS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.apiserver.TestServer;
import dev.quarterdeck.model.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Watches over real HTTP: what is sent, from where, and how it ends. */
@Timeout(30)
class WatchTest {

  @RegisterExtension static final TestServer server = new TestServer();
  private static final Api api = new Api(server);

  /** A running watch, read line by line. */
  private record Stream(BufferedReader reader) implements AutoCloseable {
    static Stream open(Api api, String query) {
      var response = api.stream(MAPS + "?watch=true&" + query);
      assertThat(response.statusCode()).isEqualTo(200);
      return new Stream(
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
    }

    /** Null when the stream has ended. */
    JsonNode next() {
      try {
        var line = reader.readLine();
        return line == null ? null : Json.parse(line.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String nextShort() {
      var event = next();
      return event.path("type").asText() + " " + event.at("/object/metadata/name").asText();
    }

    List<JsonNode> toEnd() {
      var events = new ArrayList<JsonNode>();
      for (var event = next(); event != null; event = next()) {
        events.add(event);
      }
      return events;
    }

    @Override
    public void close() {
      try {
        reader.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static String version() {
    return api.get(MAPS).at("/metadata/resourceVersion");
  }

  @Test
  void eventsFollowTheGivenVersion() {
    api.post(MAPS, Api.map("before"));
    try (var watch = Stream.open(api, "resourceVersion=" + version())) {
      api.post(MAPS, Api.map("follow", "a", "1"));
      api.patch(MAPS + "/follow", "merge", "{\"data\":{\"a\":\"2\"}}");
      api.delete(MAPS + "/follow");
      assertThat(watch.nextShort()).isEqualTo("ADDED follow");
      assertThat(watch.nextShort()).isEqualTo("MODIFIED follow");
      var deleted = watch.next();
      assertThat(deleted.path("type").asText()).isEqualTo("DELETED");
      assertThat(deleted.at("/object/data/a").asText()).isEqualTo("2");
      assertThat(deleted.at("/object/metadata/resourceVersion").asLong())
          .isLessThanOrEqualTo(Long.parseLong(version()));
    }
  }

  @Test
  void withoutAVersionTheStateComesFirst() {
    api.post(MAPS, Api.map("state"));
    for (var query : List.of("", "resourceVersion=0&")) {
      try (var watch = Stream.open(api, query + "fieldSelector=metadata.name%3Dstate")) {
        assertThat(watch.nextShort()).isEqualTo("ADDED state");
      }
    }
  }

  @Test
  void aStreamingListEndsItsStateWithABookmark() {
    api.post(MAPS, Api.map("streamed"));
    var query =
        "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"
            + "&fieldSelector=metadata.name%3Dstreamed";
    try (var watch = Stream.open(api, query)) {
      assertThat(watch.nextShort()).isEqualTo("ADDED streamed");
      var bookmark = watch.next();
      assertThat(bookmark.path("type").asText()).isEqualTo("BOOKMARK");
      assertThat(bookmark.at("/object/kind").asText()).isEqualTo("ConfigMap");
      assertThat(bookmark.at("/object/metadata/annotations/k8s.io~1initial-events-end").asText())
          .isEqualTo("true");
    }
  }

  @Test
  void initialEventsNeedTheirMatch() {
    var refused = api.get(MAPS + "?watch=1&sendInitialEvents=true");
    assertThat(refused.code()).isEqualTo(422);
    assertThat(refused.at("/message")).contains("NotOlderThan");
  }

  @Test
  void objectsEnterAndLeaveASelection() {
    api.post(MAPS, Api.map("chosen"));
    var query = "labelSelector=in%3Dyes&resourceVersion=" + version();
    try (var watch = Stream.open(api, query)) {
      api.patch(MAPS + "/chosen", "merge", "{\"metadata\":{\"labels\":{\"in\":\"yes\"}}}");
      api.patch(MAPS + "/chosen", "merge", "{\"metadata\":{\"labels\":{\"in\":\"no\"}}}");
      assertThat(watch.nextShort()).isEqualTo("ADDED chosen");
      assertThat(watch.nextShort()).isEqualTo("DELETED chosen");
    }
  }

  @Test
  void aWatchEndsWhenItsTimeIsUp() {
    var began = System.nanoTime();
    try (var watch = Stream.open(api, "timeoutSeconds=1&resourceVersion=" + version())) {
      assertThat(watch.toEnd()).isEmpty();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(Duration.ofMillis(900), Duration.ofSeconds(8));
  }

  @Test
  void beforeItEndsAWatchTellsHowFarItCame() {
    api.post(MAPS, Api.map("seen"));
    var now = version();
    var query = "timeoutSeconds=1&allowWatchBookmarks=true&resourceVersion=" + now;
    try (var watch = Stream.open(api, query)) {
      var events = watch.toEnd();
      assertThat(events).isNotEmpty();
      assertThat(events.getLast().path("type").asText()).isEqualTo("BOOKMARK");
      assertThat(events.getLast().at("/object/metadata/resourceVersion").asLong())
          .isGreaterThanOrEqualTo(Long.parseLong(now));
    }
  }

  @Test
  void tablesCarryTheirColumnsOnce() {
    var asTable = api.with("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io");
    api.post(MAPS, Api.map("rows"));
    try (var watch = Stream.open(asTable, "resourceVersion=0&fieldSelector=metadata.name%3Drows")) {
      var first = watch.next();
      assertThat(first.at("/object/kind").asText()).isEqualTo("Table");
      assertThat(first.at("/object/columnDefinitions/0/name").asText()).isEqualTo("Name");
      assertThat(first.at("/object/rows/0/cells/0").asText()).isEqualTo("rows");
      api.patch(MAPS + "/rows", "merge", "{\"data\":{\"a\":\"1\"}}");
      var second = watch.next();
      assertThat(second.at("/object/columnDefinitions")).isEmpty();
      assertThat(second.at("/object/rows/0/object/kind").asText())
          .isEqualTo("PartialObjectMetadata");
    }
  }

  @Test
  void anIncludeThereIsNotIsRefusedBeforeTheWatchBegins() {
    var asTable = api.with("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io");
    var refused = asTable.get(MAPS + "?watch=true&includeObject=Everything");
    assertThat(refused.code()).isEqualTo(400);
    assertThat(refused.at("/message")).contains("includeObject");
    assertThat(asTable.get(MAPS + "?includeObject=Everything").code()).isEqualTo(400);
  }

  @Test
  void aVersionFromTheFutureWaitsForIt() {
    var next = Long.parseLong(version()) + 1;
    var ahead = api.get(MAPS + "?resourceVersion=" + (next + 1_000_000) + "&timeout=200ms");
    assertThat(ahead.code()).isEqualTo(504);
    assertThat(ahead.at("/message")).contains("Too large resource version");
    assertThat(ahead.at("/details/causes/0/reason")).isEqualTo("ResourceVersionTooLarge");
  }

  @Test
  void manyEventsAllArriveInOrder() {
    try (var watch = Stream.open(api, "resourceVersion=" + version())) {
      api.post(MAPS, Api.map("counter", "n", "0"));
      for (var i = 1; i <= 300; i++) {
        api.patch(MAPS + "/counter", "merge", "{\"data\":{\"n\":\"%d\"}}".formatted(i));
      }
      for (var i = 0; i <= 300; i++) {
        assertThat(watch.next().at("/object/data/n").asInt()).isEqualTo(i);
      }
    }
  }
}
