package dev.quarterdeck.apiserver.connect;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.net.IpAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Judges the addresses that statuses name. Whoever may write the status of a node or a pod must not
 * make this server call itself or what listens on its machine only.
 */
public final class ProxyableAddresses {

  private static final String BROADCAST = "255.255.255.255";

  private final OwnEndpoints own;

  public ProxyableAddresses(OwnEndpoints own) {
    this.own = own;
  }

  /**
   * Lets pass what can be the address of a pod.
   *
   * @throws ApiFault BAD_REQUEST for anything else
   */
  void requirePod(String address, int port) {
    if (!allowsPod(address, port)) {
      throw notAllowed();
    }
  }

  /** As {@link #requirePod}, as a question. */
  boolean allowsPod(String address, int port) {
    return IpAddress.find(address).filter(ip -> allows(ip.toInetAddress(), port)).isPresent();
  }

  /**
   * Lets pass what can be the address of a node, by number or by name: then each address of it.
   *
   * @throws ApiFault BAD_REQUEST for anything else
   */
  void requireNode(String host, int port) {
    for (var address : addresses(host)) {
      if (!allows(address, port)) {
        throw notAllowed();
      }
    }
  }

  /**
   * Lets pass whatever does not lead back here, loopback included.
   *
   * @throws ApiFault BAD_REQUEST
   */
  void requireOther(String host, int port) {
    for (var address : addresses(host)) {
      if (own.include(address, port)) {
        throw notAllowed();
      }
    }
  }

  private boolean allows(InetAddress address, int port) {
    return isGlobalUnicast(address) && !own.include(address, port);
  }

  private static List<InetAddress> addresses(String host) {
    try {
      return List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException unknown) {
      throw ApiFault.badRequest("lookup " + host + ": no such host");
    }
  }

  /** What Go's {@code IP.IsGlobalUnicast} holds for one: private networks are among them. */
  private static boolean isGlobalUnicast(InetAddress address) {
    return !address.isLoopbackAddress()
        && !address.isLinkLocalAddress()
        && !address.isMulticastAddress()
        && !address.isAnyLocalAddress()
        && !address.getHostAddress().equals(BROADCAST);
  }

  private static ApiFault notAllowed() {
    return ApiFault.badRequest("address not allowed");
  }
}
