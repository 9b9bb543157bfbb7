package dev.quarterdeck.apiserver.allocation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.machinery.Tree;
import java.util.Optional;

/**
 * Takes a Service's address again at once when somebody deletes its IPAddress: in between, no other
 * Service must get it. What a crash leaves undone, {@link ServiceRepair} does.
 */
final class AddressKeeper implements WriteHooks {

  private final Store store;
  private final ClusterIps ips;

  AddressKeeper(Store store, ClusterIps ips) {
    this.store = store;
    this.ips = ips;
  }

  @Override
  public Reservation reserve(ObjectNode object, Optional<ObjectNode> old, boolean dryRun) {
    return Reservation.NOTHING;
  }

  @Override
  public void released(ObjectNode deleted) {
    var address = Tree.text(deleted, "/metadata/name");
    var parent = deleted.at("/spec/parentRef");
    if (!Tree.text(parent, "/group").isEmpty()
        || !Tree.text(parent, "/resource").equals("services")) {
      return;
    }
    var key =
        ServiceRepair.SERVICES + Tree.text(parent, "/namespace") + "/" + Tree.text(parent, "/name");
    store
        .get(key)
        .map(stored -> StoredJson.decode(stored))
        .filter(service -> ServiceUse.address(service).filter(address::equals).isPresent())
        .ifPresent(service -> ips.take(address, service));
  }
}
