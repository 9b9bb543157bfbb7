package dev.quarterdeck.dns;

import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.dns.zone.Zone;
import dev.quarterdeck.dns.zone.ZoneSettings;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.HashMap;
import java.util.Map;

/** Keeps the newest zone, from what informers tell. */
final class ZoneFeed {

  private final Map<ObjectKey, ObjectKey> serviceOfSlice = new HashMap<>();
  private volatile Zone zone;

  ZoneFeed(ZoneSettings settings) {
    zone = Zone.empty(settings);
  }

  Zone zone() {
    return zone;
  }

  synchronized void service(Change<Service> change) {
    zone =
        change instanceof Change.Deleted<Service>(var last)
            ? zone.withoutService(ObjectKey.of(last))
            : zone.withService(change.object());
  }

  synchronized void slice(Change<EndpointSlice> change) {
    var slice = change.object();
    var key = ObjectKey.of(slice);
    var before = serviceOfSlice.remove(key);
    var after = change instanceof Change.Deleted ? null : Zone.serviceOf(slice).orElse(null);
    if (before != null && !before.equals(after)) {
      zone = zone.withoutSlice(before, key.name());
    }
    if (after != null) {
      serviceOfSlice.put(key, after);
      zone = zone.withSlice(after, slice);
    }
  }

  synchronized void namespace(Change<? extends HasMetadata> change) {
    var name = change.object().getMetadata().getName();
    zone =
        change instanceof Change.Deleted ? zone.withoutNamespace(name) : zone.withNamespace(name);
  }
}
