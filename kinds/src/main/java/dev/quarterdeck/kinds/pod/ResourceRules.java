package dev.quarterdeck.kinds.pod;

import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import dev.quarterdeck.machinery.validation.QuantityRules;
import java.util.List;

/** The rules on resource requests and limits. */
public final class ResourceRules {

  private static final List<String> STANDARD = List.of("cpu", "ephemeral-storage", "memory");

  private ResourceRules() {}

  static void check(Field resources) {
    var limits = resources.get("limits");
    var requests = resources.get("requests");
    for (var name : limits.keys()) {
      amount(limits.key(name), name);
      if (overcommitForbidden(name) && requests.key(name).absent()) {
        limits.key(name).required("Limit must be set for non overcommitable resources");
      }
    }
    for (var name : requests.keys()) {
      amount(requests.key(name), name);
      var limit = limits.key(name);
      if (limit.present() && QuantityRules.exceeds(requests.key(name).node(), limit.node())) {
        requests.invalid(
            requests.key(name).node().asText(),
            "must be less than or equal to %s limit of %s".formatted(name, limit.node().asText()));
      } else if (limit.absent() && overcommitForbidden(name)) {
        limits.required("Limit must be set for non overcommitable resources");
      }
    }
  }

  /** The rules on limits that stand alone, as a RuntimeClass's overhead does. */
  public static void limits(Field limits) {
    for (var name : limits.keys()) {
      amount(limits.key(name), name);
    }
  }

  private static void amount(Field amount, String name) {
    if (!name.contains("/") && !STANDARD.contains(name) && !name.startsWith("hugepages-")) {
      amount.invalid(name, "must be a standard resource for containers");
    }
    Names.qualified(name).forEach(message -> amount.invalid(name, message));
    QuantityRules.notNegative(amount)
        .filter(value -> overcommitForbidden(name) && name.contains("/"))
        .filter(value -> value.stripTrailingZeros().scale() > 0)
        .ifPresent(value -> amount.invalid("must be an integer"));
  }

  /** Huge pages and devices: what is asked for is what is had. */
  private static boolean overcommitForbidden(String name) {
    return name.startsWith("hugepages-") || name.contains("/");
  }
}
