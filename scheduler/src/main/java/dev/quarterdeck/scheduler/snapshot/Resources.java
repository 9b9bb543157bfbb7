package dev.quarterdeck.scheduler.snapshot;

import dev.quarterdeck.model.Quantities;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashMap;
import java.util.Map;

/**
 * Amounts of what nodes have and pods ask for.
 *
 * @param milliCpu thousandths of a core
 * @param memory bytes
 * @param ephemeralStorage bytes
 * @param others every other resource by name (huge pages, devices), whole units
 */
public record Resources(
    long milliCpu, long memory, long ephemeralStorage, Map<String, Long> others) {

  public static final Resources NONE = new Resources(0, 0, 0, Map.of());

  private static final String CPU = "cpu";
  private static final String MEMORY = "memory";
  private static final String EPHEMERAL = "ephemeral-storage";
  private static final String PODS = "pods";

  /** Reads a resource list; null is none. The {@code pods} entry is not a resource here. */
  public static Resources of(Map<String, Quantity> list) {
    if (list == null || list.isEmpty()) {
      return NONE;
    }
    var others = new HashMap<String, Long>();
    list.forEach(
        (name, quantity) -> {
          if (!name.equals(CPU)
              && !name.equals(MEMORY)
              && !name.equals(EPHEMERAL)
              && !name.equals(PODS)) {
            others.put(name, Quantities.units(quantity));
          }
        });
    return new Resources(
        Quantities.millis(list.get(CPU)),
        Quantities.units(list.get(MEMORY)),
        Quantities.units(list.get(EPHEMERAL)),
        others.isEmpty() ? Map.of() : others);
  }

  public Resources plus(Resources more) {
    return combine(more, Long::sum);
  }

  public Resources minus(Resources less) {
    return combine(less, (a, b) -> a - b);
  }

  /** The larger of both, resource by resource. */
  public Resources max(Resources other) {
    return combine(other, Math::max);
  }

  private Resources combine(Resources other, java.util.function.LongBinaryOperator how) {
    return new Resources(
        how.applyAsLong(milliCpu, other.milliCpu),
        how.applyAsLong(memory, other.memory),
        how.applyAsLong(ephemeralStorage, other.ephemeralStorage),
        combineOthers(other.others, how));
  }

  private Map<String, Long> combineOthers(
      Map<String, Long> theirs, java.util.function.LongBinaryOperator how) {
    if (others.isEmpty() && theirs.isEmpty()) {
      return Map.of();
    }
    var result = new HashMap<>(others);
    theirs.forEach(
        (name, amount) -> result.put(name, how.applyAsLong(others.getOrDefault(name, 0L), amount)));
    return result;
  }
}
