package dev.quarterdeck.apiserver.connect;

import dev.quarterdeck.model.ApiFault;
import java.util.Set;

/**
 * What the {@code proxy} subresource is asked to reach: {@code [scheme:]name[:port]} in place of
 * the object's name.
 *
 * @param port a number or the name of a Service's port; empty for the object's own
 */
record ProxyName(boolean tls, String name, String port) {

  private static final Set<String> SCHEMES = Set.of("", "http", "https");

  /**
   * @throws ApiFault BAD_REQUEST
   */
  static ProxyName parse(String kind, String text) {
    var parts = text.split(":", -1);
    var valid =
        switch (parts.length) {
          case 1, 2 -> !parts[0].isEmpty();
          case 3 -> SCHEMES.contains(parts[0]) && !parts[1].isEmpty();
          default -> false;
        };
    if (!valid) {
      throw ApiFault.badRequest(
          "invalid %s request \"%s\": want [scheme:]name[:port]".formatted(kind, text));
    }
    return switch (parts.length) {
      case 1 -> new ProxyName(false, parts[0], "");
      case 2 -> new ProxyName(false, parts[0], parts[1]);
      default -> new ProxyName(parts[0].equals("https"), parts[1], parts[2]);
    };
  }

  /**
   * @throws ApiFault BAD_REQUEST when the port is no number
   */
  int portNumber() {
    try {
      var number = Integer.parseInt(port);
      if (number > 0 && number <= 65535) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // told below
    }
    throw ApiFault.badRequest("invalid port \"%s\"".formatted(port));
  }
}
