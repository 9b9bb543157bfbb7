package dev.quarterdeck.controllers.garbagecollector;

import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.ObjectKey;

/** One object of any resource; another of the same name made later is another one. */
record ObjectId(GroupVersionResource resource, ObjectKey key, String uid) {

  @Override
  public String toString() {
    return resource.groupResource() + ":" + key;
  }
}
