package dev.quarterdeck.apiserver.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.answer.Health.Check;
import dev.quarterdeck.apiserver.request.Body;
import dev.quarterdeck.apiserver.request.Exchange;
import dev.quarterdeck.apiserver.request.Parameters;
import dev.quarterdeck.apiserver.request.Reply;
import dev.quarterdeck.apiserver.request.RequestInfo;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthTest {

  private static final Check PING = new Check("ping", Optional::empty);
  private static final Check HOOK = new Check("poststarthook/a", () -> Optional.of("not finished"));
  private static final Health HEALTH = new Health(List.of(PING), List.of(PING, HOOK));

  private static Optional<String> answer(String url) {
    var at = url.indexOf('?');
    var path = at < 0 ? url : url.substring(0, at);
    var query = new Parameters();
    if (at >= 0) {
      for (var pair : url.substring(at + 1).split("&")) {
        var parts = pair.split("=", 2);
        query.add(parts[0], parts.length == 1 ? "" : parts[1]);
      }
    }
    var exchange =
        Exchange.arrived(
            new Exchange.Origin("id", Instant.EPOCH, "10.0.0.1", null),
            "GET",
            path,
            new Parameters(),
            query,
            Body.NONE,
            RequestInfo.read("GET", path, query));
    return HEALTH
        .answer(exchange)
        .map(Reply.Whole.class::cast)
        .map(reply -> reply.code() + " " + new String(reply.body(), StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "/livez, 200 ok",
    "/healthz, 200 ok",
    "/livez?verbose, 200 [+]ping ok;livez check passed;",
    "/healthz?verbose, 200 [+]ping ok;healthz check passed;",
    "/livez?verbose&exclude=ping, 200 [+]ping excluded: ok;livez check passed;",
    "/readyz, 500 [+]ping ok;[-]poststarthook/a failed: reason withheld;readyz check failed;",
    "/readyz?exclude=poststarthook/a, 200 ok",
    "/readyz?exclude=poststarthook/a&exclude=ping&verbose, '200 [+]ping excluded: ok;"
        + "[+]poststarthook/a excluded: ok;readyz check passed;'",
    "/livez?verbose&exclude=z&exclude=b, '200 [+]ping ok;warn: some health checks cannot be"
        + " excluded: no matches for \"b\",\"z\";livez check passed;'",
    "/readyz/ping, 200 ok",
    "/readyz/poststarthook/a, 500 internal server error: not finished;",
  })
  void tellsWhatIsRightAndWhatNot(String url, String answer) {
    assertThat(answer(url)).contains(answer.replace(';', '\n'));
  }

  @Test
  void knowsNoOtherPaths() {
    assertThat(answer("/livez/poststarthook/a")).isEmpty();
    assertThat(answer("/livez/")).isEmpty();
    assertThat(answer("/livezz")).isEmpty();
  }

  @Test
  void listsEveryCheckOfEveryProbe() {
    assertThat(HEALTH.paths())
        .containsExactlyInAnyOrder(
            "/livez",
            "/livez/ping",
            "/healthz",
            "/healthz/ping",
            "/readyz",
            "/readyz/ping",
            "/readyz/poststarthook/a");
  }
}
