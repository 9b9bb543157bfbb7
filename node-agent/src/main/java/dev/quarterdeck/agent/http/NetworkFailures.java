package dev.quarterdeck.agent.http;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/**
 * Translates Java's network failures to the messages of the operating system and Go, which
 * operators search for.
 */
public final class NetworkFailures {

  private NetworkFailures() {}

  /** The message of a failure. */
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
      // Vert.x wraps the failure of a handshake.
      case SSLException e when e.getCause() != null -> text(e.getCause());
      default -> message;
    };
  }
}
