package dev.quarterdeck.dns.wire;

import java.util.List;
import org.xbill.DNS.Record;

/**
 * An answer, but for what it repeats of the question.
 *
 * @param rcode as {@link org.xbill.DNS.Rcode} numbers them
 * @param authoritative whether we are the ones to know
 */
public record DnsReply(
    int rcode,
    boolean authoritative,
    List<Record> answers,
    List<Record> authority,
    List<Record> additional) {

  public static DnsReply error(int rcode) {
    return new DnsReply(rcode, false, List.of(), List.of(), List.of());
  }
}
