package dev.quarterdeck.agent.http;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Words Java's network failures as the operating system and Go do, which operators look for. */
public final class NetworkFailures {

  private NetworkFailures() {}

  public static String text(Throwable failure) {
    var message = String.valueOf(failure.getMessage());
    var lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("connection refused")) {
      return "connection refused";
    }
    return switch (failure) {
      case NoRouteToHostException _ -> "no route to host";
      case UnknownHostException e -> "lookup %s: no such host".formatted(e.getMessage());
      case ConnectException _ when lower.contains("timed out") -> "i/o timeout";
      // Vert.x wraps what went wrong in the handshake.
      case SSLException e when e.getCause() != null -> text(e.getCause());
      default -> message;
    };
  }
}
