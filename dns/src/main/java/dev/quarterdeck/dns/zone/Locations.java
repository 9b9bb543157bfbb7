package dev.quarterdeck.dns.zone;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;

/** SRV records of one priority; each has its share of 100 as its weight. */
final class Locations {

  private record Place(int port, Name target) {}

  private final Name owner;
  private final long ttl;
  private final int weight;
  private final Set<Place> places = new HashSet<>();
  private final List<Record> records = new ArrayList<>();

  /**
   * @param count how many there will be
   */
  Locations(Name owner, long ttl, int count) {
    this.owner = owner;
    this.ttl = ttl;
    weight = count == 0 ? 0 : Math.max(1, 100 / count);
  }

  /** Two addresses of one name, or two protocols of one port, are one place. */
  void add(Port port, Name target) {
    if (places.add(new Place(port.number(), target))) {
      records.add(new SRVRecord(owner, DClass.IN, ttl, 0, weight, port.number(), target));
    }
  }

  List<Record> records() {
    return records;
  }
}
