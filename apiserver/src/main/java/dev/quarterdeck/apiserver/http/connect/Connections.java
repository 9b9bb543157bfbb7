package dev.quarterdeck.apiserver.http.connect;

import dev.quarterdeck.apiserver.connect.ProxyPath;
import dev.quarterdeck.apiserver.http.connect.Waiting.Refusal;
import dev.quarterdeck.apiserver.http.head.HttpCall;
import dev.quarterdeck.apiserver.request.Exchange;
import dev.quarterdeck.apiserver.request.Reply;
import dev.quarterdeck.apiserver.verb.VerbRequest;
import dev.quarterdeck.client.stream.UpgradeTarget;
import dev.quarterdeck.model.ApiFault;
import java.util.Map;

/** The connecting subresources: log, exec, attach, portforward and proxy. */
public final class Connections {

  private static final String CREDENTIALS = "Authorization";

  private final Backends backends;

  public Connections(Backends backends) {
    this.backends = backends;
  }

  /**
   * @param ended to be run once when the connection is over, however it ends
   */
  public Reply connect(HttpCall call, Exchange exchange, VerbRequest request, Runnable ended) {
    try {
      return switch (request.subresource()) {
        case "log" -> log(call, exchange, request, ended);
        case "proxy" -> proxy(call, exchange, request, ended);
        default -> upgrade(call, exchange, request, ended);
      };
    } catch (RuntimeException failed) {
      ended.run();
      throw failed;
    }
  }

  private Reply proxy(HttpCall call, Exchange exchange, VerbRequest request, Runnable ended) {
    var cut = ProxyPath.of(exchange.path(), !request.namespace().isEmpty());
    var query = call.request().query();
    var target = backends.proxies().of(request, cut.uri(query));
    var reads = exchange.method().equals("GET") || exchange.method().equals("HEAD");
    if (cut.rest().isEmpty() && reads && call.tunnel() == null) {
      ended.run();
      var location = exchange.path() + "/" + (query == null ? "" : "?" + query);
      return new Reply.Whole(301, new byte[0], "text/plain", Map.of("Location", location));
    }
    var forwarding = backends.relay().forwarding(call, exchange, target, cut.prefix(), ended);
    return call.tunnel() == null ? forwarding.forward() : forwarding.pipe();
  }

  private Reply upgrade(HttpCall call, Exchange exchange, VerbRequest request, Runnable ended) {
    if (call.tunnel() == null) {
      throw ApiFault.badRequest(
          "Upgrade request required: send \"Connection: Upgrade\" and \"Upgrade: SPDY/3.1\" or"
              + " \"Upgrade: websocket\" over HTTP/1.1");
    }
    var agent = backends.pods().upgrade(request, exchange.query());
    var target =
        UpgradeTarget.of(agent.host(), agent.port(), agent.uri())
            .withhold(CREDENTIALS)
            .withhold("Cookie");
    var opened = call.tunnel().open(backends.dialer().upgrades(), target);
    var code = Waiting.on(opened, target.answerWithin(), Refusal.ofUpgrade(agent));
    call.tunnel().ended().onComplete(closed -> ended.run());
    return new Reply.Streaming(code);
  }

  private Reply log(HttpCall call, Exchange exchange, VerbRequest request, Runnable ended) {
    var target = backends.pods().log(request, exchange.query());
    if (target.isEmpty()) {
      ended.run();
      return new Reply.Whole(204, new byte[0], "text/plain", Map.of());
    }
    return backends.relay().log(call, exchange, target.get(), request.name(), ended);
  }
}
