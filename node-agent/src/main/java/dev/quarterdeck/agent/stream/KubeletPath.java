package dev.quarterdeck.agent.stream;

import dev.quarterdeck.model.ObjectKey;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A path of the kubelet's API that names a pod. */
sealed interface KubeletPath {

  /** The named pod. */
  ObjectKey pod();

  record Logs(ObjectKey pod, String container) implements KubeletPath {}

  /** A path whose answer switches the protocol of the connection. */
  sealed interface Session extends KubeletPath {
    /** The pod's UID, if the path names one. */
    Optional<String> uid();
  }

  record Exec(ObjectKey pod, Optional<String> uid, String container) implements Session {}

  record Attach(ObjectKey pod, Optional<String> uid, String container) implements Session {}

  record PortForward(ObjectKey pod, Optional<String> uid) implements Session {}

  /** Parses a path; empty when it does not name a pod. */
  static Optional<KubeletPath> parse(String path) {
    var parts =
        Stream.of(path.split("/", -1))
            .skip(1)
            .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
            .toList();
    if (parts.size() < 3 || parts.stream().anyMatch(String::isEmpty)) {
      return Optional.empty();
    }
    var pod = new ObjectKey(parts.get(1), parts.get(2));
    return Optional.ofNullable(
        switch (parts.getFirst()) {
          case "containerLogs" -> parts.size() == 4 ? new Logs(pod, parts.get(3)) : null;
          case "exec" -> container(parts) ? new Exec(pod, uid(parts), parts.getLast()) : null;
          case "attach" -> container(parts) ? new Attach(pod, uid(parts), parts.getLast()) : null;
          case "portForward" ->
              parts.size() <= 4
                  ? new PortForward(
                      pod, parts.size() == 4 ? Optional.of(parts.get(3)) : Optional.empty())
                  : null;
          default -> null;
        });
  }

  private static boolean container(List<String> parts) {
    return parts.size() == 4 || parts.size() == 5;
  }

  private static Optional<String> uid(List<String> parts) {
    return parts.size() == 5 ? Optional.of(parts.get(3)) : Optional.empty();
  }
}
