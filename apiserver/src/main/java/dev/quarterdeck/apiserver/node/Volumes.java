package dev.quarterdeck.apiserver.node;

import dev.quarterdeck.model.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The PersistentVolumes that are bound, by name and by claim. */
record Volumes(Map<ObjectKey, VolumeUses> byName, Map<ObjectKey, List<VolumeUses>> byClaim) {

  static Volumes of(Map<ObjectKey, VolumeUses> byName) {
    var byClaim = new HashMap<ObjectKey, List<VolumeUses>>();
    byName
        .values()
        .forEach(uses -> byClaim.computeIfAbsent(uses.claim(), _ -> new ArrayList<>()).add(uses));
    return new Volumes(byName, byClaim);
  }

  boolean lead(ObjectKey secret, ObjectKey claim) {
    return byClaim.getOrDefault(claim, List.of()).stream()
        .anyMatch(uses -> uses.secrets().contains(secret));
  }
}
