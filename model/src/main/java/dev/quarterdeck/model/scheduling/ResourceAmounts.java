package dev.quarterdeck.model.scheduling;

import dev.quarterdeck.model.Quantities;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongBinaryOperator;

/**
 * Amounts of what nodes have and pods request.
 *
 * @param milliCpu thousandths of a core
 * @param memory bytes
 * @param ephemeralStorage bytes
 * @param others whole units of extended resources, huge pages and attachable volumes, by name
 */
public record ResourceAmounts(
    long milliCpu, long memory, long ephemeralStorage, Map<String, Long> others) {

  public static final ResourceAmounts NONE = new ResourceAmounts(0, 0, 0, Map.of());

  public static final String CPU = "cpu";
  public static final String MEMORY = "memory";
  public static final String EPHEMERAL_STORAGE = "ephemeral-storage";

  /**
   * Reads a resource list; null is none. Entries that are no resource in the scheduler's sense
   * ({@code pods}, names that Kubernetes does not know) are left aside.
   */
  public static ResourceAmounts of(Map<String, Quantity> list) {
    if (list == null || list.isEmpty()) {
      return NONE;
    }
    var others = new HashMap<String, Long>();
    list.forEach(
        (name, quantity) -> {
          if (isCountedByName(name)) {
            others.put(name, Quantities.units(quantity));
          }
        });
    return new ResourceAmounts(
        Quantities.millis(list.get(CPU)),
        Quantities.units(list.get(MEMORY)),
        Quantities.units(list.get(EPHEMERAL_STORAGE)),
        others.isEmpty() ? Map.of() : others);
  }

  private static boolean isCountedByName(String name) {
    return name.indexOf('/') >= 0
        || name.startsWith("hugepages-")
        || name.startsWith("attachable-volumes-");
  }

  public ResourceAmounts plus(ResourceAmounts more) {
    return combine(more, Long::sum);
  }

  public ResourceAmounts minus(ResourceAmounts less) {
    return combine(less, (a, b) -> a - b);
  }

  /** The larger of both, resource by resource. */
  public ResourceAmounts max(ResourceAmounts other) {
    return combine(other, Math::max);
  }

  /** How much there is of an extended resource, huge pages or attachable volumes; 0 for none. */
  public long other(String name) {
    return others.getOrDefault(name, 0L);
  }

  private ResourceAmounts combine(ResourceAmounts second, LongBinaryOperator how) {
    return new ResourceAmounts(
        how.applyAsLong(milliCpu, second.milliCpu),
        how.applyAsLong(memory, second.memory),
        how.applyAsLong(ephemeralStorage, second.ephemeralStorage),
        combineOthers(second.others, how));
  }

  private Map<String, Long> combineOthers(Map<String, Long> second, LongBinaryOperator how) {
    if (second.isEmpty()) {
      return others;
    }
    var result = new HashMap<>(others);
    second.forEach((name, amount) -> result.put(name, how.applyAsLong(other(name), amount)));
    return result;
  }
}
