package dev.quarterdeck.client.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where an upgrade request goes next and how it changes on the way.
 *
 * @param host name or address to dial
 * @param port TCP port to dial
 * @param uri path and query of the request sent on
 * @param headers set on the request sent on, replacing the client's of the same name; {@code Host}
 *     may be among them
 * @param withheld the client's headers that stay here (credentials), in any case
 * @param answerWithin how long the target may take to answer with a response head
 */
public record UpgradeTarget(
    String host,
    int port,
    String uri,
    Map<String, String> headers,
    Set<String> withheld,
    Duration answerWithin) {

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  public UpgradeTarget {
    if (!uri.startsWith("/") || uri.chars().anyMatch(c -> c <= ' ' || c == 127)) {
      throw new IllegalArgumentException("not a request target: " + uri);
    }
    headers = Map.copyOf(headers);
    var anyCase = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    anyCase.addAll(withheld);
    withheld = anyCase;
  }

  /** A target that gets every header of the client and has half a minute to answer. */
  public static UpgradeTarget of(String host, int port, String uri) {
    return new UpgradeTarget(host, port, uri, Map.of(), Set.of(), ANSWER_WITHIN);
  }

  /** Keeps the client's header {@code name} from the target. */
  public UpgradeTarget withhold(String name) {
    var more = new TreeSet<>(withheld);
    more.add(name);
    return new UpgradeTarget(host, port, uri, headers, more, answerWithin);
  }

  /** Sets a header on the request sent on. */
  public UpgradeTarget header(String name, String value) {
    var more = new HashMap<>(headers);
    more.put(name, value);
    return new UpgradeTarget(host, port, uri, more, withheld, answerWithin);
  }

  public UpgradeTarget answerWithin(Duration duration) {
    return new UpgradeTarget(host, port, uri, headers, withheld, duration);
  }
}
