package dev.quarterdeck.agent.probe;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Locale;

/** Java's words for network failures in the system's, which operators look for. */
final class Said {

  private Said() {}

  static String of(Throwable failure) {
    var message = String.valueOf(failure.getMessage());
    var lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("connection refused")) {
      return "connection refused";
    }
    return switch (failure) {
      case NoRouteToHostException ignored -> "no route to host";
      case UnknownHostException e -> "lookup %s: no such host".formatted(e.getMessage());
      case ConnectException ignored when lower.contains("timed out") -> "i/o timeout";
      default -> message;
    };
  }
}
