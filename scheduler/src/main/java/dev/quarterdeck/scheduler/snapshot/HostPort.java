package dev.quarterdeck.scheduler.snapshot;

/**
 * A port a pod takes on its node.
 *
 * @param ip address it is bound to; {@code 0.0.0.0} for all
 * @param protocol TCP, UDP or SCTP
 */
public record HostPort(String ip, String protocol, int port) {

  private static final String ANY = "0.0.0.0";

  public boolean conflictsWith(HostPort other) {
    return port == other.port
        && protocol.equals(other.protocol)
        && (ip.equals(other.ip) || ip.equals(ANY) || other.ip.equals(ANY));
  }

  static HostPort of(String ip, String protocol, int port) {
    var address = ip == null || ip.isEmpty() || ip.equals("::") ? ANY : ip;
    return new HostPort(address, protocol == null ? "TCP" : protocol, port);
  }
}
