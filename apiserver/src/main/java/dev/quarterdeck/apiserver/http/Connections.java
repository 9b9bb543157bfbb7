package dev.quarterdeck.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.verb.VerbRequest;
import dev.quarterdeck.client.stream.UpgradeTarget;
import dev.quarterdeck.model.ApiFault;
import io.vertx.core.MultiMap;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/** The connecting subresources: log, exec, attach, portforward and proxy. */
final class Connections {

  /** Those whose connection may switch protocols. */
  static final Set<String> SWITCHING = Set.of("exec", "attach", "portforward");

  /** All of them. */
  static final Set<String> CONNECTING = Set.of("exec", "attach", "portforward", "log", "proxy");

  /** Our names of a stream and the kubelet's. */
  private static final Map<String, String> STREAMS =
      Map.of("stdin", "input", "stdout", "output", "stderr", "error");

  private static final String CREDENTIALS = "Authorization";

  private final Kubelets kubelets;
  private final KubeletDialer dialer;
  private final Relay relay;
  private final ProxyTargets proxies;

  Connections(Kubelets kubelets, KubeletDialer dialer, Relay relay) {
    this.kubelets = kubelets;
    this.dialer = dialer;
    this.relay = relay;
    this.proxies = new ProxyTargets(kubelets);
  }

  /**
   * @param ended to be run once when the connection is over, however it ends
   */
  Reply connect(Exchange exchange, VerbRequest request, ApiPath path, Runnable ended) {
    try {
      return switch (path.subresource()) {
        case "log" -> log(exchange, request, ended);
        case "proxy" -> relay.forward(exchange, proxies.of(request, exchange, path), ended);
        default -> upgrade(exchange, request, path.subresource(), ended);
      };
    } catch (RuntimeException failed) {
      ended.run();
      throw failed;
    }
  }

  private Reply upgrade(
      Exchange exchange, VerbRequest request, String subresource, Runnable ended) {
    if (exchange.tunnel() == null) {
      throw ApiFault.badRequest(
          "Upgrade request required: send \"Connection: Upgrade\" and \"Upgrade: SPDY/3.1\" or"
              + " \"Upgrade: websocket\" over HTTP/1.1");
    }
    var pod = kubelets.pod(request.namespace(), request.name());
    var uri =
        switch (subresource) {
          case "portforward" -> "/portForward" + podPath(request) + ports(exchange.query());
          default ->
              "/"
                  + subresource
                  + podPath(request)
                  + "/"
                  + Containers.choose(pod, text(exchange.query(), "container"))
                  + streams(exchange.query(), subresource.equals("exec"));
        };
    var address = kubelets.of(node(pod));
    var target =
        UpgradeTarget.of(address.host(), address.port(), uri)
            .withhold(CREDENTIALS)
            .withhold("Cookie");
    var code = Waiting.on(exchange.tunnel().open(dialer.upgrades(), target), target.answerWithin());
    exchange.tunnel().ended().onComplete(closed -> ended.run());
    return new Reply.Streaming(code);
  }

  private Reply log(Exchange exchange, VerbRequest request, Runnable ended) {
    var query = exchange.query();
    LogOptions.check(request.name(), query);
    var pod = kubelets.pod(request.namespace(), request.name());
    var container = Containers.choose(pod, text(query, "container"));
    var node = pod.path("spec").path("nodeName").asText("");
    if (node.isEmpty()) {
      ended.run();
      return new Reply.Whole(200, new byte[0], "text/plain", Map.of());
    }
    var address = kubelets.of(node);
    var uri = "/containerLogs" + podPath(request) + "/" + container + LogOptions.forKubelet(query);
    return relay.fetch(
        exchange, new Relay.Target(true, address.host(), address.port(), uri), ended);
  }

  private static String node(ObjectNode pod) {
    var node = pod.path("spec").path("nodeName").asText("");
    if (node.isEmpty()) {
      throw ApiFault.badRequest(
          "pod %s does not have a host assigned"
              .formatted(pod.path("metadata").path("name").asText()));
    }
    return node;
  }

  private static String podPath(VerbRequest request) {
    return "/" + request.namespace() + "/" + request.name();
  }

  /** The command and streams, under the kubelet's names and, for our own agents, ours too. */
  private static String streams(MultiMap query, boolean exec) {
    var text = new StringBuilder();
    for (var command : exec ? query.getAll("command") : java.util.List.<String>of()) {
      parameter(text, "command", command);
    }
    STREAMS.forEach(
        (ours, kubelets) -> {
          if (QueryOptions.flag(query, ours)) {
            parameter(text, kubelets, "1");
          }
        });
    if (QueryOptions.flag(query, "tty")) {
      parameter(text, "tty", "1");
    }
    return text.toString();
  }

  private static String ports(MultiMap query) {
    var text = new StringBuilder();
    for (var list : query.getAll("ports")) {
      for (var port : list.split(",")) {
        parameter(text, "port", port);
      }
    }
    return text.toString();
  }

  static void parameter(StringBuilder query, String name, String value) {
    query
        .append(query.isEmpty() ? '?' : '&')
        .append(name)
        .append('=')
        .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
  }

  private static String text(MultiMap query, String name) {
    var value = query.get(name);
    return value == null ? "" : value;
  }
}
