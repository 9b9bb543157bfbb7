package dev.quarterdeck.client.stream;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.http.HttpClosedException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;

/**
 * Tells why a server could not be reached in the words of Go's {@code net} package, which are what
 * Kubernetes' users know and search for. The address is said once.
 */
public final class DialFailure {

  private DialFailure() {}

  /**
   * Such as {@code dial tcp 10.0.0.1:10250: connect: connection refused}.
   *
   * @param why as Netty or the JDK threw it
   */
  public static String words(String host, int port, Throwable why) {
    if (why instanceof UnknownHostException) {
      return "dial tcp: lookup " + host + ": no such host";
    }
    var address = (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    return switch (why) {
      case ConnectTimeoutException _ -> dial(address, "i/o timeout");
      case NoRouteToHostException _ -> dial(address, "connect: no route to host");
      case ConnectException refused -> dial(address, "connect: " + cause(refused));
      case HttpClosedException _ -> "EOF";
      case ClosedChannelException _ -> "EOF";
      case SocketException _ when firstLine(why).contains("reset") ->
          "read tcp " + address + ": read: connection reset by peer";
      default -> {
        var text = firstLine(why);
        yield text.contains(address) ? text : address + ": " + text;
      }
    };
  }

  /**
   * The fault of an upgrade request whose target could not be reached, as kube-apiserver has it.
   */
  static ApiFault of(UpgradeTarget target, Throwable why) {
    return new ApiFault(
        Reason.UNKNOWN, "error dialing backend: " + words(target.host(), target.port(), why));
  }

  private static String dial(String address, String why) {
    return "dial tcp " + address + ": " + why;
  }

  /** Netty appends the address to what the system said. */
  private static String cause(ConnectException refused) {
    var text = firstLine(refused).toLowerCase(Locale.ROOT);
    if (text.contains("refused")) {
      return "connection refused";
    }
    if (text.contains("unreachable")) {
      return text.contains("host") ? "no route to host" : "network is unreachable";
    }
    return text;
  }

  private static String firstLine(Throwable why) {
    var text = why.getMessage();
    return text == null
        ? why.getClass().getSimpleName()
        : text.lines().findFirst().orElse("").strip();
  }
}
