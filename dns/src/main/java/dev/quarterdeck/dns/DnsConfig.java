package dev.quarterdeck.dns;

import dev.quarterdeck.model.net.Cidr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * How a node answers for the cluster's DNS.
 *
 * @param domain the cluster's, such as {@code cluster.local}
 * @param clusterAddresses where pods ask; only this node's own clients reach them
 * @param nodeAddresses where others may ask this node
 * @param port 53 but in tests
 * @param clusterCidrs pods' addresses; through {@code nodeAddresses} only they, and who is on the
 *     same network, may ask for names outside the cluster
 * @param resolvConf names the servers to ask for those
 * @param stubs servers of single domains
 */
public record DnsConfig(
    String domain,
    List<String> clusterAddresses,
    List<String> nodeAddresses,
    int port,
    List<Cidr> clusterCidrs,
    Path resolvConf,
    Map<Name, List<InetSocketAddress>> stubs) {

  private static final int DNS_PORT = 53;

  /** At port 53. */
  public static DnsConfig of(
      String domain,
      List<String> clusterAddresses,
      List<String> nodeAddresses,
      List<Cidr> clusterCidrs,
      Path resolvConf,
      List<String> stubs) {
    return new DnsConfig(
        domain, clusterAddresses, nodeAddresses, DNS_PORT, clusterCidrs, resolvConf, stubs(stubs));
  }

  /**
   * Reads {@code corp.example=10.0.0.53}, once for each server of a domain.
   *
   * @throws IllegalArgumentException for what is not of that form
   */
  static Map<Name, List<InetSocketAddress>> stubs(List<String> texts) {
    var stubs = new LinkedHashMap<Name, List<InetSocketAddress>>();
    for (var text : texts) {
      var at = text.indexOf('=');
      if (at < 1) {
        throw new IllegalArgumentException("%s is not DOMAIN=ADDRESS".formatted(text));
      }
      try {
        var server = InetAddress.ofLiteral(text.substring(at + 1));
        stubs
            .computeIfAbsent(
                Name.fromString(text.substring(0, at), Name.root), _ -> new ArrayList<>())
            .add(new InetSocketAddress(server, DNS_PORT));
      } catch (TextParseException | IllegalArgumentException e) {
        throw new IllegalArgumentException("%s is not DOMAIN=ADDRESS".formatted(text), e);
      }
    }
    return stubs;
  }
}
