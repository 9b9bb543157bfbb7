package dev.quarterdeck.kinds.networking;

import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;

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
