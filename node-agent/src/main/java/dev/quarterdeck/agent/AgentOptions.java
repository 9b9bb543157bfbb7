package dev.quarterdeck.agent;

import dev.quarterdeck.model.net.Cidr;
import dev.quarterdeck.model.net.IpAddress;
import dev.quarterdeck.model.time.GoDuration;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * The options of the command line: {@code --name=value}, or {@code --name} for true. {@code
 * --config=FILE} names a properties file with the same option names; an option on the command line
 * replaces the one in the file.
 */
final class AgentOptions {

  private static final Set<String> KNOWN =
      Set.of(
          "config",
          "kubeconfig",
          "node-name",
          "node-ip",
          "port",
          "container-runtime-endpoint",
          "simulated",
          "root-dir",
          "pod-logs-dir",
          "cni-conf-dir",
          "cgroup-root",
          "tls-cert-file",
          "tls-private-key-file",
          "client-ca-file",
          "cluster-cidr",
          "cluster-dns",
          "cluster-dns-provider",
          "dns-stub-domains",
          "cluster-domain",
          "resolv-conf",
          "lease-renewal",
          "node-status-update-frequency",
          "node-status-report-frequency",
          "relist-period",
          "node-labels",
          "register-with-taints",
          "max-pods",
          "allowed-unsafe-sysctls",
          "sandbox-starts",
          "service-proxy");

  private final Map<String, String> values;

  private AgentOptions(Map<String, String> values) {
    this.values = values;
  }

  /**
   * @throws IllegalArgumentException when an argument is not an option; the message names it
   */
  static AgentOptions parse(String... arguments) throws IOException {
    var given = new HashMap<String, String>();
    for (var argument : arguments) {
      if (!argument.startsWith("--")) {
        throw new IllegalArgumentException("%s: options begin with --".formatted(argument));
      }
      var at = argument.indexOf('=');
      var name = at < 0 ? argument.substring(2) : argument.substring(2, at);
      given.put(known(name), at < 0 ? "true" : argument.substring(at + 1));
    }
    var file = given.get("config");
    var values = new HashMap<String, String>();
    if (file != null) {
      values.putAll(read(Path.of(file)));
    }
    values.putAll(given);
    return new AgentOptions(values);
  }

  private static Map<String, String> read(Path file) throws IOException {
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    var values = new HashMap<String, String>();
    properties.forEach((name, value) -> values.put(known(name.toString()), value.toString()));
    return values;
  }

  private static String known(String name) {
    if (!KNOWN.contains(name)) {
      throw new IllegalArgumentException(
          "--%s: no such option; there are %s"
              .formatted(name, String.join(" ", KNOWN.stream().sorted().toList())));
    }
    return name;
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
  }

  String required(String name) {
    return text(name)
        .orElseThrow(() -> new IllegalArgumentException("--%s is required".formatted(name)));
  }

  Path path(String name, String otherwise) {
    return Path.of(text(name).orElse(otherwise)).toAbsolutePath();
  }

  boolean flag(String name, boolean otherwise) {
    return text(name).map(Boolean::parseBoolean).orElse(otherwise);
  }

  int number(String name, int otherwise) {
    var text = text(name);
    if (text.isPresent() && !text.get().matches("\\d{1,9}")) {
      throw new IllegalArgumentException("--%s=%s: not a number".formatted(name, text.get()));
    }
    return text.map(Integer::parseInt).orElse(otherwise);
  }

  List<String> list(String name) {
    return text(name).map(value -> List.of(value.split(","))).orElse(List.of());
  }

  /** The option's value as a Go duration that is not negative: {@code 10s}, {@code 1m30s}. */
  Duration duration(String name, Duration otherwise) {
    return text(name).map(value -> duration(name, value)).orElse(otherwise);
  }

  private static Duration duration(String name, String value) {
    try {
      var duration = GoDuration.parse(value);
      if (duration.isNegative()) {
        throw new IllegalArgumentException("must not be negative");
      }
      return duration;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--%s=%s: %s".formatted(name, value, e.getMessage()), e);
    }
  }

  /** The option's values as IP addresses in canonical form. */
  List<String> addresses(String name) {
    return list(name).stream()
        .map(
            text ->
                IpAddress.find(text)
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "--%s: %s is not an IP address".formatted(name, text)))
                    .toString())
        .toList();
  }

  Optional<Cidr> cidr(String name) {
    return text(name)
        .map(
            text ->
                Cidr.find(text)
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "--%s=%s: not a CIDR such as 10.244.0.0/16".formatted(name, text)))
                    .masked());
  }
}
