package dev.quarterdeck.agent.env;

import dev.quarterdeck.agent.worker.ContainerEnvironment.Addresses;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Computes the values of the Downward API's {@code fieldRef}. */
public final class PodFields {

  private static final Pattern SUBSCRIPT =
      Pattern.compile("metadata\\.(labels|annotations)\\['(.*)']");

  private PodFields() {}

  /**
   * @param path such as {@code metadata.labels['app']}
   * @return empty when the field does not exist; the empty string when it has no value
   */
  public static Optional<String> value(Pod pod, String path, Addresses addresses) {
    var metadata = pod.getMetadata();
    var subscript = SUBSCRIPT.matcher(path);
    if (subscript.matches()) {
      var map =
          subscript.group(1).equals("labels") ? metadata.getLabels() : metadata.getAnnotations();
      return Optional.of(map == null ? "" : map.getOrDefault(subscript.group(2), ""));
    }
    return Optional.ofNullable(
        switch (path) {
          case "metadata.name" -> metadata.getName();
          case "metadata.namespace" -> metadata.getNamespace();
          case "metadata.uid" -> metadata.getUid();
          case "metadata.labels" -> lines(metadata.getLabels());
          case "metadata.annotations" -> lines(metadata.getAnnotations());
          case "spec.nodeName" -> orEmpty(pod.getSpec().getNodeName());
          case "spec.serviceAccountName" -> orEmpty(pod.getSpec().getServiceAccountName());
          case "status.podIP" -> first(addresses.podIps());
          case "status.podIPs" -> String.join(",", addresses.podIps());
          case "status.hostIP" -> first(addresses.hostIps());
          case "status.hostIPs" -> String.join(",", addresses.hostIps());
          default -> null;
        });
  }

  private static String first(List<String> ips) {
    return ips.isEmpty() ? "" : ips.getFirst();
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  /** Formats a map as one {@code key="value"} per line, sorted by key and quoted as Go quotes. */
  private static String lines(Map<String, String> map) {
    return new TreeMap<>(map == null ? Map.of() : map)
        .entrySet().stream()
            .map(e -> e.getKey() + "=" + quote(e.getValue()))
            .collect(Collectors.joining("\n"));
  }

  private static String quote(String text) {
    var quoted = new StringBuilder("\"");
    text.codePoints().forEach(c -> quoted.append(escape(c)));
    return quoted.append('"').toString();
  }

  private static String escape(int c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case 7 -> "\\a";
      case '\b' -> "\\b";
      case '\f' -> "\\f";
      case 11 -> "\\v";
      default -> c < ' ' || c == 127 ? "\\x%02x".formatted(c) : Character.toString(c);
    };
  }
}
