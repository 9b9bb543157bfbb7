package dev.quarterdeck.client.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/** The head of the upgrade request as the next hop gets it. */
final class UpgradeHead {

  /** Headers that concern one connection only (RFC 9110 §7.6.1), and the body's framing. */
  static final Set<String> HOP_BY_HOP =
      anyCase(
          "Connection",
          "Upgrade",
          "Keep-Alive",
          "Proxy-Connection",
          "TE",
          "Trailer",
          "Transfer-Encoding",
          "Content-Length");

  private UpgradeHead() {}

  static ByteBuf of(HttpServerRequest request, UpgradeTarget target) {
    var head = new StringBuilder(512);
    head.append(request.method().name()).append(' ').append(target.uri()).append(" HTTP/1.1\r\n");
    if (target.headers().keySet().stream().noneMatch("Host"::equalsIgnoreCase)) {
      line(head, "Host", authority(target));
    }
    var replaced = anyCase(target.headers().keySet().toArray(String[]::new));
    for (var header : request.headers()) {
      var name = header.getKey();
      if (!HOP_BY_HOP.contains(name)
          && !name.equalsIgnoreCase("Host")
          && !target.withheld().contains(name)
          && !replaced.contains(name)) {
        line(head, name, header.getValue());
      }
    }
    target.headers().forEach((name, value) -> line(head, name, value));
    line(head, "Connection", "Upgrade");
    line(head, "Upgrade", request.getHeader("Upgrade"));
    if (!request.method().equals(HttpMethod.GET)) {
      line(head, "Content-Length", "0");
    }
    return Unpooled.copiedBuffer(head.append("\r\n"), StandardCharsets.ISO_8859_1);
  }

  private static String authority(UpgradeTarget target) {
    var host = target.host().contains(":") ? "[" + target.host() + "]" : target.host();
    return host + ":" + target.port();
  }

  private static void line(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }

  private static Set<String> anyCase(String... names) {
    var set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    set.addAll(Set.of(names));
    return set;
  }
}
