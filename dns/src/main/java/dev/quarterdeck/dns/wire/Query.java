package dev.quarterdeck.dns.wire;

import org.xbill.DNS.Name;

/**
 * One question of a client.
 *
 * @param recursionDesired whether the client wants other servers asked for it
 * @param checkingDisabled handed on to other servers, and repeated
 * @param authenticData whether the client understands that flag in an answer (RFC 6840)
 * @param name absolute, in the client's own case
 * @param type as {@link org.xbill.DNS.Type} numbers them
 * @param dclass as {@link org.xbill.DNS.DClass} numbers them
 * @param edns null when the client does not speak EDNS
 */
public record Query(
    int id,
    boolean recursionDesired,
    boolean checkingDisabled,
    boolean authenticData,
    Name name,
    int type,
    int dclass,
    Edns edns) {

  private static final int PLAIN_UDP = 512;
  // What passes any network in one piece: the DNS flag day of 2020.
  public static final int OUR_UDP = 1232;

  /**
   * The client's OPT record (RFC 6891); its options are not looked at.
   *
   * @param payload bytes of UDP it can take
   */
  public record Edns(int version, int payload, boolean dnssecOk) {}

  /** Bytes that an answer over UDP may have. */
  public int udpLimit() {
    return edns == null ? PLAIN_UDP : Math.clamp(edns.payload, PLAIN_UDP, OUR_UDP);
  }

  public boolean dnssecOk() {
    return edns != null && edns.dnssecOk;
  }
}
