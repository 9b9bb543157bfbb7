package dev.quarterdeck.model.time;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRulesProvider;
import java.util.Optional;

/**
 * Time zones by the names of the <a href="https://www.iana.org/time-zones">IANA database</a>, as
 * Go's {@code time.LoadLocation} finds them. {@link ZoneId#of(String)} knows more: offsets such as
 * {@code +01:00} and {@code GMT+1} are names of no zone in Kubernetes.
 */
public final class TimeZones {

  private TimeZones() {}

  /** The zone of that name, in its exact case; UTC for the empty name. */
  public static Optional<ZoneId> find(String name) {
    if (name.isEmpty()) {
      return Optional.of(ZoneOffset.UTC);
    }
    if (ZoneRulesProvider.getAvailableZoneIds().contains(name)) {
      return Optional.of(ZoneId.of(name));
    }
    return switch (name) {
      // Names of the database that Java keeps aside.
      case "EST", "MST", "HST" -> Optional.of(ZoneId.of(name, ZoneId.SHORT_IDS));
      default -> Optional.empty();
    };
  }
}
