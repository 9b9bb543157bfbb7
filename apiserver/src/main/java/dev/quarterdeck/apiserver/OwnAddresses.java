package dev.quarterdeck.apiserver;

import dev.quarterdeck.apiserver.connect.OwnEndpoints;
import dev.quarterdeck.model.net.Cidr;
import dev.quarterdeck.model.net.IpAddress;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/**
 * Where this server is reached: at its port on every address of its machine, at the address it
 * advertises, and behind the {@code kubernetes} Service, for which the whole block of Service
 * addresses stands. None of those is a pod's or a node agent's.
 */
final class OwnAddresses implements OwnEndpoints {

  private final Cidr services;
  private final IpAddress advertised;
  private final int port;

  OwnAddresses(ApiServerConfig config) {
    this.services = Cidr.parse(config.serviceCidr());
    this.advertised = IpAddress.parse(config.advertiseAddress());
    this.port = config.securePort();
  }

  @Override
  public boolean include(InetAddress address, int port) {
    var ip = IpAddress.parse(address.getHostAddress().replaceFirst("%.*", ""));
    return services.contains(ip) || port == this.port && (ip.equals(advertised) || isHere(address));
  }

  /** Interfaces come and go: they are asked for each time. */
  private static boolean isHere(InetAddress address) {
    try {
      return address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException unknown) {
      return true;
    }
  }
}
