package dev.quarterdeck.apiserver.http;

import dev.quarterdeck.apiserver.verb.VerbRequest;
import dev.quarterdeck.client.stream.UpgradeTarget;
import dev.quarterdeck.model.ApiFault;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Set;

/** The connecting subresources: log, exec, attach, portforward and proxy. */
final class Connections {

  /** Those whose connection may switch protocols. */
  static final Set<String> SWITCHING = Set.of("exec", "attach", "portforward", "proxy");

  /** All of them. */
  static final Set<String> CONNECTING = Set.of("exec", "attach", "portforward", "log", "proxy");

  private static final String CREDENTIALS = "Authorization";

  private final PodTargets targets;
  private final KubeletDialer dialer;
  private final Relay relay;
  private final ProxyTargets proxies;

  Connections(Kubelets kubelets, PodTargets targets, KubeletDialer dialer, Relay relay) {
    this.targets = targets;
    this.dialer = dialer;
    this.relay = relay;
    this.proxies = new ProxyTargets(kubelets, new SecureRandom());
  }

  /**
   * @param ended to be run once when the connection is over, however it ends
   */
  Reply connect(Exchange exchange, VerbRequest request, ApiPath path, Runnable ended) {
    try {
      return switch (path.subresource()) {
        case "log" -> log(exchange, request, ended);
        case "proxy" -> proxy(exchange, request, path, ended);
        default -> upgrade(exchange, request, path.subresource(), ended);
      };
    } catch (RuntimeException failed) {
      ended.run();
      throw failed;
    }
  }

  private Reply proxy(Exchange exchange, VerbRequest request, ApiPath path, Runnable ended) {
    var cut = ProxyPath.of(exchange.path(), !path.namespace().isEmpty());
    var query = exchange.request().query();
    var reads = exchange.method().equals("GET") || exchange.method().equals("HEAD");
    if (cut.rest().isEmpty() && reads && exchange.tunnel() == null) {
      ended.run();
      var location = exchange.path() + "/" + (query == null ? "" : "?" + query);
      return new Reply.Whole(301, new byte[0], "text/plain", Map.of("Location", location));
    }
    var target = proxies.of(request, cut.uri(query));
    return exchange.tunnel() == null
        ? relay.forward(exchange, target, cut.prefix(), ended)
        : relay.pipe(exchange, target, ended);
  }

  private Reply upgrade(
      Exchange exchange, VerbRequest request, String subresource, Runnable ended) {
    if (exchange.tunnel() == null) {
      throw ApiFault.badRequest(
          "Upgrade request required: send \"Connection: Upgrade\" and \"Upgrade: SPDY/3.1\" or"
              + " \"Upgrade: websocket\" over HTTP/1.1");
    }
    var agent = targets.upgrade(request, subresource, exchange.query());
    var target =
        UpgradeTarget.of(agent.host(), agent.port(), agent.uri())
            .withhold(CREDENTIALS)
            .withhold("Cookie");
    var code = Waiting.on(exchange.tunnel().open(dialer.upgrades(), target), target.answerWithin());
    exchange.tunnel().ended().onComplete(closed -> ended.run());
    return new Reply.Streaming(code);
  }

  private Reply log(Exchange exchange, VerbRequest request, Runnable ended) {
    var target = targets.log(request, exchange.query());
    if (target.isEmpty()) {
      ended.run();
      return new Reply.Whole(200, new byte[0], "text/plain", Map.of());
    }
    return relay.fetch(exchange, target.get(), ended);
  }
}
