package dev.quarterdeck.apiserver.answer;

import static java.util.stream.Collectors.joining;

import dev.quarterdeck.apiserver.request.Exchange;
import dev.quarterdeck.apiserver.request.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * {@code /livez}, {@code /readyz} and {@code /healthz}, each with {@code ?verbose}, {@code
 * ?exclude=} and a path per check. Anybody may ask for all of them, so why one fails is told only
 * under its own path.
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
   * @param ready what it must be to be sent requests
   */
  public Health(Iterable<Check> live, Iterable<Check> ready) {
    live.forEach(check -> this.live.put(check.name(), check));
    ready.forEach(check -> this.ready.put(check.name(), check));
  }

  /** Empty when the path is none of health's. */
  Optional<Reply> answer(Exchange exchange) {
    var path = exchange.path();
    var end = path.indexOf('/', 1);
    var root = end < 0 ? path : path.substring(0, end);
    var checks =
        switch (root) {
          case "/livez", "/healthz" -> live;
          case "/readyz" -> ready;
          default -> null;
        };
    if (checks == null) {
      return Optional.empty();
    }
    return end < 0
        ? Optional.of(all(root.substring(1), checks, exchange))
        : Optional.ofNullable(checks.get(path.substring(end + 1))).map(Health::one);
  }

  /** Where answers are: every probe and every check of it. */
  List<String> paths() {
    var paths = new ArrayList<String>();
    for (var probe : Map.of("/livez", live, "/readyz", ready, "/healthz", live).entrySet()) {
      paths.add(probe.getKey());
      probe.getValue().keySet().forEach(name -> paths.add(probe.getKey() + "/" + name));
    }
    return paths;
  }

  private static Reply all(String root, Map<String, Check> checks, Exchange exchange) {
    var excluded = new TreeSet<>(exchange.query().all("exclude"));
    var unknown = new TreeSet<>(excluded);
    unknown.removeAll(checks.keySet());
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
      lines.append(failure.isPresent() ? " failed: reason withheld\n" : " ok\n");
    }
    if (!unknown.isEmpty()) {
      lines.append("warn: some health checks cannot be excluded: no matches for ");
      lines
          .append(unknown.stream().map(name -> '"' + name + '"').collect(joining(",")))
          .append('\n');
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
