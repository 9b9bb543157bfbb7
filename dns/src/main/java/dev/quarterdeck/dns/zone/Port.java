package dev.quarterdeck.dns.zone;

import java.util.Locale;
import java.util.Objects;

/**
 * A port of a Service or of its endpoints.
 *
 * @param name empty for the only port of a Service that does not name it
 * @param protocol tcp, udp or sctp
 */
record Port(String name, String protocol, int number) {

  static Port of(String name, String protocol, int number) {
    return new Port(
        Objects.requireNonNullElse(name, ""),
        Objects.requireNonNullElse(protocol, "TCP").toLowerCase(Locale.ROOT),
        number);
  }

  boolean is(String otherName, String otherProtocol) {
    return !name.isEmpty() && name.equals(otherName) && protocol.equals(otherProtocol);
  }
}
