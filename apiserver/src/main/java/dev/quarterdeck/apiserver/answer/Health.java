package dev.quarterdeck.apiserver.answer;

import dev.quarterdeck.apiserver.request.Exchange;
import dev.quarterdeck.apiserver.request.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * {@code /livez}, {@code /readyz} and {@code /healthz}, each with {@code ?verbose}, {@code
 * ?exclude=} and a path per check.
 */
public final class Health {

  /**
   * One thing that must be right.
   *
   * @param failure why it is not; empty when it is
   */
  public record Check(String name, Supplier<Optional<String>> failure) {}

  private final Map<String, Check> live = new LinkedHashMap<>();
  private final Map<String, Check> ready = new LinkedHashMap<>();

  /**
   * @param live what a server must be to be kept running
   * @param ready what it must be, besides, to be sent requests
   */
  public Health(Iterable<Check> live, Iterable<Check> ready) {
    live.forEach(check -> this.live.put(check.name(), check));
    this.ready.putAll(this.live);
    ready.forEach(check -> this.ready.put(check.name(), check));
  }

  /** Empty when the path is none of health's. */
  Optional<Reply> answer(Exchange exchange) {
    var path = exchange.path();
    var end = path.indexOf('/', 1);
    var root = end < 0 ? path : path.substring(0, end);
    var checks =
        switch (root) {
          case "/livez" -> live;
          case "/readyz", "/healthz" -> ready;
          default -> null;
        };
    if (checks == null) {
      return Optional.empty();
    }
    var name = end < 0 ? "" : path.substring(end + 1);
    if (name.isEmpty()) {
      return Optional.of(all(root.substring(1), checks, exchange));
    }
    return Optional.ofNullable(checks.get(name)).map(Health::one);
  }

  /** Where answers are: every probe and every check of it. */
  List<String> paths() {
    var paths = new ArrayList<String>();
    for (var probe : Map.of("/livez", live, "/readyz", ready, "/healthz", ready).entrySet()) {
      paths.add(probe.getKey());
      probe.getValue().keySet().forEach(name -> paths.add(probe.getKey() + "/" + name));
    }
    return paths;
  }

  private static Reply all(String root, Map<String, Check> checks, Exchange exchange) {
    var excluded = Set.copyOf(exchange.query().all("exclude"));
    var lines = new StringBuilder();
    var failed = false;
    for (var check : checks.values()) {
      if (excluded.contains(check.name())) {
        lines.append("[+]").append(check.name()).append(" excluded: ok\n");
        continue;
      }
      var failure = check.failure().get();
      failed |= failure.isPresent();
      lines.append(failure.isPresent() ? "[-]" : "[+]").append(check.name());
      lines.append(failure.map(why -> " failed: " + why).orElse(" ok")).append('\n');
    }
    if (failed) {
      return text(500, lines + root + " check failed\n");
    }
    return exchange.query().has("verbose")
        ? text(200, lines + root + " check passed\n")
        : text(200, "ok");
  }

  private static Reply one(Check check) {
    return check
        .failure()
        .get()
        .map(why -> text(500, "internal server error: " + why + "\n"))
        .orElseGet(() -> text(200, "ok"));
  }

  private static Reply text(int code, String text) {
    return new Reply.Whole(
        code,
        text.getBytes(StandardCharsets.UTF_8),
        "text/plain; charset=utf-8",
        Map.of("X-Content-Type-Options", "nosniff"));
  }
}
