package dev.quarterdeck.apiserver.endpoints;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.store.Store.WriteResult;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which API servers there are: each keeps a key with its address in the store, which goes when the
 * server does not renew it. Keys and values are kube-apiserver's, so that servers of both kinds
 * know each other.
 */
public final class ServerLeases {

  /** A lease is gone this long after its last renewal, as kube-apiserver's. */
  public static final Duration TIME_TO_LIVE = Duration.ofSeconds(15);

  private static final String PREFIX = "/registry/masterleases/";

  /** Nobody but the server itself renews its lease, so more than one refusal is rare. */
  private static final int ATTEMPTS = 5;

  private final Store store;

  public ServerLeases(Store store) {
    this.store = store;
  }

  /**
   * Keeps the server among those there are for another {@link #TIME_TO_LIVE}.
   *
   * @param address at which clients reach it
   * @throws ApiFault when the store cannot be reached
   */
  public void renew(String address) {
    var key = PREFIX + address;
    var seen = store.get(key);
    for (var attempt = 0; attempt < ATTEMPTS; attempt++) {
      switch (write(key, address, seen)) {
        case WriteResult.Written _ -> {
          return;
        }
        case WriteResult.Refused(var current) -> seen = current;
      }
    }
    throw new ApiFault(
        Reason.CONFLICT, "the lease of the API server %s is contended".formatted(address));
  }

  private WriteResult write(String key, String address, Optional<Store.Stored> seen) {
    var value = StoredJson.encode(lease(address));
    return seen.isEmpty()
        ? store.create(key, value, TIME_TO_LIVE)
        : store.update(key, value, seen.get().modRevision(), TIME_TO_LIVE);
  }

  private static ObjectNode lease(String address) {
    var lease = Json.object();
    lease.putObject("metadata");
    lease.put("kind", "Endpoints").put("apiVersion", "v1");
    lease.putArray("subsets").addObject().putArray("addresses").addObject().put("ip", address);
    return lease;
  }

  /** Takes the server from those there are. */
  public void remove(String address) {
    store.get(PREFIX + address).ifPresent(seen -> store.delete(seen.key(), seen.modRevision()));
  }

  /** The addresses of all servers. */
  public SortedSet<String> addresses() {
    var addresses = new TreeSet<String>();
    for (var stored : store.list(PREFIX, "", 0, 0).values()) {
      var address = Tree.text(StoredJson.decode(stored), "/subsets/0/addresses/0/ip");
      if (!address.isEmpty()) {
        addresses.add(address);
      }
    }
    return addresses;
  }
}
