package dev.quarterdeck.apiserver.registry.networking;

import dev.quarterdeck.apiserver.registry.Field;
import dev.quarterdeck.apiserver.registry.Names;

/** Rules on references to objects of any kind. */
final class References {

  private References() {}

  /** apiGroup, kind and name. */
  static void typed(Field reference) {
    var group = reference.get("apiGroup");
    if (!group.node().isMissingNode() && !group.node().isNull()) {
      group.invalidFor(Names.dns1123Subdomain(group.text()));
    }
    segment(reference.get("kind"));
    segment(reference.get("name"));
  }

  /** Something that must be there and becomes a part of a URL. */
  static void segment(Field part) {
    if (part.absent()) {
      part.required("");
    } else {
      part.invalidFor(Names.pathSegment(part.text()));
    }
  }
}
