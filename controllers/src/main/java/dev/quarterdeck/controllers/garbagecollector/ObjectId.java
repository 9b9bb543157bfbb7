package dev.quarterdeck.controllers.garbagecollector;

import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.ObjectKey;

/** Identifies one object of any resource; its uid tells it from a later one of the same name. */
record ObjectId(GroupVersionResource resource, ObjectKey key, String uid) {

  @Override
  public String toString() {
    return resource.groupResource() + ":" + key;
  }
}
