package dev.quarterdeck.apiserver.http;

import static dev.quarterdeck.apiserver.http.Api.MAPS;
import static dev.quarterdeck.apiserver.http.Api.PODS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Which options of a read go together, what they select, and what a watch begins with. */
@Timeout(20)
class ReadRulesTest {

  private static final String WATCHES = "/api/v1/watch/namespaces/default/configmaps";

  @RegisterExtension static final TestServer server = new TestServer();
  private static final Api api = new Api(server);
  private static String now;
  private static String token;

  @BeforeAll
  static void start() {
    for (var i = 1; i <= 3; i++) {
      var labels = i == 3 ? "{}" : "{\"a\":\"%d\"}".formatted(i);
      api.post(MAPS, "{\"metadata\":{\"name\":\"m%d\",\"labels\":%s}}".formatted(i, labels));
    }
    now = api.get(MAPS).at("/metadata/resourceVersion");
    token = api.get(MAPS + "?limit=1").at("/metadata/continue");
  }

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(
      resources = "read-rules.csv",
      delimiter = '|',
      quoteCharacter = '`',
      numLinesToSkip = 1)
  void answers(String path, int code, String text) {
    var asked =
        path.replaceFirst("^/maps", MAPS)
            .replaceFirst("^/pods", PODS)
            .replace("{now}", now)
            .replace("{token}", token);
    var answer = api.get(asked);
    assertThat(answer.code()).as(answer.text()).isEqualTo(code);
    if (code == 200) {
      assertThat(answer.text()).contains(text.replace("{now}", now));
    } else {
      assertThat(answer.at("/message")).contains(text);
      assertThat(answer.at("/kind")).isEqualTo("Status");
    }
  }

  /** What a watch sends within its second: {@code TYPE name}, a trailing {@code !} for the end. */
  private static List<String> watched(String path) {
    var answer = api.get(path + (path.contains("?") ? "&" : "?") + "timeoutSeconds=1");
    assertThat(answer.code()).as(answer.text()).isEqualTo(200);
    var events = new ArrayList<String>();
    for (var line : answer.text().lines().toList()) {
      var event = dev.quarterdeck.model.Json.parse(line.getBytes(StandardCharsets.UTF_8));
      var end = event.at("/object/metadata/annotations").has("k8s.io/initial-events-end");
      events.add(
          event.path("type").asText()
              + " "
              + event.at("/object/metadata/name").asText()
              + (end ? "!" : ""));
    }
    return events;
  }

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(
      resources = "watch-starts.csv",
      delimiter = '|',
      quoteCharacter = '`',
      numLinesToSkip = 1)
  void watchesBeginWhereTheyAreTold(String query, String events) {
    var expected = events == null ? List.of() : List.of(events.split(", "));
    assertThat(watched(MAPS + "?watch=1&" + query.replace("{now}", now)))
        .map(String::strip)
        .isEqualTo(expected);
  }

  @Test
  void theOldWatchPathsWatchACollectionOrOneObject() {
    assertThat(watched(WATCHES)).containsExactly("ADDED m1", "ADDED m2", "ADDED m3");
    assertThat(watched(WATCHES + "/m2")).containsExactly("ADDED m2");
    assertThat(watched("/api/v1/watch/configmaps?labelSelector=a")).hasSize(2);
    assertThat(watched("/api/v1/watch/namespaces/default")).containsExactly("ADDED default");
  }

  @Test
  void whatRemainsIsCountedOnlyWhereNothingSelects() {
    var page = api.get(MAPS + "?limit=1").json();
    assertThat(page.at("/metadata/remainingItemCount").asInt()).isEqualTo(2);
    var selected = api.get(MAPS + "?limit=1&labelSelector=a").json();
    assertThat(selected.path("metadata").has("continue")).isTrue();
    assertThat(selected.path("metadata").has("remainingItemCount")).isFalse();
    var whole = api.get(MAPS + "?limit=500").json();
    assertThat(whole.path("metadata").has("continue")).isFalse();
    assertThat(whole.path("metadata").has("remainingItemCount")).isFalse();
  }
}
