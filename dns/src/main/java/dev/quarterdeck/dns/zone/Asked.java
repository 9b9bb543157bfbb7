package dev.quarterdeck.dns.zone;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.HINFORecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * A question about one name, and how to say what there is.
 *
 * @param chain the aliases that led here
 * @param apex the zone the name is in
 */
record Asked(Name name, int type, List<Record> chain, Name apex, Zone zone) {

  private long ttl() {
    return zone.settings().ttl();
  }

  /** In lower case. */
  String label(int index) {
    return name.getLabelString(index).toLowerCase(Locale.ROOT);
  }

  Record soa() {
    return zone.settings().names().soa(apex, ttl(), zone.serial());
  }

  Answer missing() {
    return new Answer.Missing(chain, soa());
  }

  /** For a name that exists, whatever it has of the type asked for. */
  Answer found(List<Record> records, List<Record> extra) {
    if (type == Type.ANY) {
      return new Answer.Found(after(minimal()), List.of());
    }
    if (records.isEmpty()) {
      return new Answer.Empty(chain, soa());
    }
    if (chain.isEmpty()) {
      return new Answer.Found(records, extra);
    }
    var all = new ArrayList<>(chain);
    all.addAll(records);
    return new Answer.Found(List.copyOf(all), extra);
  }

  Answer found(List<Record> records) {
    return found(records, List.of());
  }

  /** For a name that exists and has nothing of its own. */
  Answer nothing() {
    return found(List.of());
  }

  Answer alias(Name target) {
    return type == Type.ANY
        ? nothing()
        : new Answer.Alias(after(new CNAMERecord(name, DClass.IN, ttl(), target)), target);
  }

  private List<Record> after(Record last) {
    var all = new ArrayList<>(chain);
    all.add(last);
    return List.copyOf(all);
  }

  /** RFC 8482's answer to a question for everything. */
  private Record minimal() {
    return new HINFORecord(name, DClass.IN, ttl(), "RFC8482", "");
  }

  /** Those of the addresses that the type asks for. */
  Answer addresses(List<String> addresses) {
    var records = new ArrayList<Record>(addresses.size());
    for (var address : addresses) {
      if (type == (AddressRecords.isV6(address) ? Type.AAAA : Type.A)) {
        records.add(AddressRecords.record(name, ttl(), address));
      }
    }
    return found(records);
  }
}
