package dev.quarterdeck.apiserver.allocation;

import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.Reason;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Node ports: one bitmap in one key, changed only from the revision it was read at. The value is a
 * RangeAllocation (core/v1), as kube-apiserver keeps it: bit n set means first + n is taken.
 */
final class NodePortAllocation {

  static final String KEY = "/registry/ranges/servicenodeports";

  /** A write loses against another at most this often before the client is asked to come again. */
  private static final int ATTEMPTS = 50;

  private static final int PICKS = 64;

  private final Store store;
  private final PortRange range;
  private final RandomGenerator random;

  NodePortAllocation(Store store, PortRange range, RandomGenerator random) {
    this.store = store;
    this.range = range;
    this.random = random;
  }

  PortRange range() {
    return range;
  }

  /** What a change makes of the bitmap, and what it has to tell. */
  private record Changed<T>(BigInteger bits, T answer) {}

  boolean take(int port) {
    return change(
        bits ->
            bits.testBit(port - range.first())
                ? new Changed<>(bits, false)
                : new Changed<>(bits.setBit(port - range.first()), true));
  }

  /** Takes any free port; empty when there is none. */
  OptionalInt takeAny() {
    return change(
        bits -> {
          var free = pick(bits);
          return free < 0
              ? new Changed<>(bits, OptionalInt.empty())
              : new Changed<>(bits.setBit(free), OptionalInt.of(range.first() + free));
        });
  }

  private int pick(BigInteger bits) {
    var band = range.staticBand();
    for (var pick = 0; pick < PICKS; pick++) {
      var candidate = band + random.nextInt(range.size() - band);
      if (!bits.testBit(candidate)) {
        return candidate;
      }
    }
    for (var step = 0; step < range.size(); step++) {
      var candidate = (band + step) % range.size(); // the static band comes last
      if (!bits.testBit(candidate)) {
        return candidate;
      }
    }
    return -1;
  }

  boolean isFree(int port) {
    return !read().bits.testBit(port - range.first());
  }

  void release(Collection<Integer> ports) {
    change(
        bits -> {
          var left = bits;
          for (var port : ports) {
            left = range.contains(port) ? left.clearBit(port - range.first()) : left;
          }
          return new Changed<>(left, null);
        });
  }

  /** All ports marked as taken. */
  Collection<Integer> taken() {
    var bits = read().bits;
    var taken = new TreeSet<Integer>();
    for (var bit = bits.getLowestSetBit(); bit >= 0 && bit < range.size(); ) {
      taken.add(range.first() + bit);
      var rest = bits.shiftRight(bit + 1);
      bit = rest.signum() == 0 ? -1 : bit + 1 + rest.getLowestSetBit();
    }
    return taken;
  }

  private record Bitmap(BigInteger bits, long revision) {}

  private Bitmap read() {
    return store.get(KEY).map(NodePortAllocation::decode).orElse(new Bitmap(BigInteger.ZERO, 0));
  }

  private <T> T change(Function<BigInteger, Changed<T>> change) {
    var current = read();
    for (var attempt = 0; attempt < ATTEMPTS; attempt++) {
      var changed = change.apply(current.bits);
      if (changed.bits.equals(current.bits)) {
        return changed.answer;
      }
      switch (write(changed.bits, current.revision)) {
        case Store.WriteResult.Written ignored -> {
          return changed.answer;
        }
        case Store.WriteResult.Refused(var now) ->
            current = now.map(NodePortAllocation::decode).orElse(new Bitmap(BigInteger.ZERO, 0));
      }
    }
    throw new ApiFault(
        Reason.SERVER_TIMEOUT, "too many Services are changing their node ports; try again");
  }

  private Store.WriteResult write(BigInteger bits, long revision) {
    var object = Json.object();
    object.putObject("metadata").putNull("creationTimestamp");
    object
        .put("kind", "RangeAllocation")
        .put("apiVersion", "v1")
        .put("range", range.toString())
        .put("data", Base64.getEncoder().encodeToString(magnitude(bits)));
    var value = StoredJson.encode(object);
    return revision == 0 ? store.create(KEY, value, null) : store.update(KEY, value, revision);
  }

  private static Bitmap decode(Store.Stored stored) {
    var data = StoredJson.decode(stored).path("data").asText("");
    return new Bitmap(new BigInteger(1, Base64.getDecoder().decode(data)), stored.modRevision());
  }

  /** The bytes of a number that is never negative, without the sign byte Java puts first. */
  private static byte[] magnitude(BigInteger bits) {
    var bytes = bits.toByteArray();
    return bytes.length > 1 && bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }
}
