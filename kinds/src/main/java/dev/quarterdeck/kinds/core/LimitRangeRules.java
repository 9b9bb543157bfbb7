package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import dev.quarterdeck.machinery.validation.QuantityRules;
import dev.quarterdeck.model.Quantities;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the bounds of a LimitRange must be to each other. */
final class LimitRangeRules {

  private static final String RATIO = "maxLimitRequestRatio";
  private static final List<String> BOUNDS =
      List.of("min", "max", "default", "defaultRequest", RATIO);
  private static final Set<String> TYPES = Set.of("Container", "PersistentVolumeClaim", "Pod");
  private static final Set<String> OF_CONTAINERS = Set.of("cpu", "ephemeral-storage", "memory");

  private LimitRangeRules() {}

  static void applyDefaults(ObjectNode range) {
    for (var item : Tree.objects(range.path("spec"), "limits")) {
      if (Tree.text(item, "/type").equals("Container")) {
        Tree.fillFrom(Tree.child(item, "default"), item.path("max"));
        Tree.fillFrom(Tree.child(item, "defaultRequest"), item.path("default"));
        Tree.fillFrom(Tree.child(item, "defaultRequest"), item.path("min"));
      }
    }
  }

  static void check(Field limits) {
    var types = new HashSet<String>();
    for (var item : limits.items()) {
      var type = item.get("type");
      if (!TYPES.contains(type.text())) {
        unknown(type);
      }
      if (!types.add(type.text())) {
        type.duplicate();
      }
      of(item, type.text());
    }
  }

  private static void unknown(Field type) {
    var problems = Names.qualified(type.text());
    type.invalidFor(problems);
    if (problems.isEmpty() && !type.text().contains("/")) {
      type.invalid("must be a standard limit type or fully qualified");
    }
  }

  private static void of(Field item, String type) {
    var resources = new TreeSet<String>();
    for (var bound : BOUNDS) {
      item.get(bound).entries().forEach(QuantityRules::of);
      resources.addAll(item.get(bound).keys());
    }
    if (type.equals("Pod")) {
      for (var bound : List.of("default", "defaultRequest")) {
        if (!item.get(bound).node().isEmpty()) {
          item.get(bound).forbidden("may not be specified when `type` is 'Pod'");
        }
      }
    }
    if (type.equals("PersistentVolumeClaim")
        && item.get("min").key("storage").absent()
        && item.get("max").key("storage").absent()) {
      item.get("limits")
          .required(
              "either minimum or maximum storage value is required, but neither was provided");
    }
    for (var resource : resources) {
      named(item, resource, type);
      ORDERS.forEach(order -> ordered(item, resource, order));
      ratio(item, resource);
    }
  }

  private static void named(Field item, String resource, String type) {
    for (var bound : List.of("max", "min", "default", "defaultRequest")) {
      var at = item.get(bound).key(resource);
      if (!at.present()) {
        continue;
      }
      var problems = Names.qualified(resource);
      problems.forEach(problem -> at.invalid(resource, problem));
      if (problems.isEmpty()
          && (type.equals("Pod") || type.equals("Container"))
          && !resource.contains("/")
          && !OF_CONTAINERS.contains(resource)
          && !resource.startsWith("hugepages-")) {
        at.invalid(resource, "must be a standard resource for containers");
      }
    }
  }

  /** Two bounds of which the first must not exceed the second. */
  private record Order(String low, String high, String blamed, String words) {}

  private static final List<Order> ORDERS =
      List.of(
          new Order("min", "max", "min", "min value %s is greater than max value %s"),
          new Order(
              "min",
              "defaultRequest",
              "defaultRequest",
              "min value %s is greater than default request value %s"),
          new Order(
              "defaultRequest",
              "max",
              "defaultRequest",
              "default request value %s is greater than max value %s"),
          new Order(
              "defaultRequest",
              "default",
              "defaultRequest",
              "default request value %s is greater than default limit value %s"),
          new Order("min", "default", "default", "min value %s is greater than default value %s"),
          new Order("default", "max", "default", "default value %s is greater than max value %s"));

  private static void ordered(Field item, String resource, Order order) {
    var lower = item.get(order.low).key(resource);
    var upper = item.get(order.high).key(resource);
    if (lower.present() && upper.present() && QuantityRules.exceeds(lower.node(), upper.node())) {
      item.get(order.blamed)
          .key(resource)
          .invalid(order.words.formatted(lower.node().asText(), upper.node().asText()));
    }
  }

  private static void ratio(Field item, String resource) {
    var at = item.get(RATIO).key(resource);
    var ratio = amount(at);
    if (ratio.isEmpty()) {
      return;
    }
    if (ratio.get().compareTo(BigDecimal.ONE) < 0) {
      at.invalid("ratio %s is less than 1".formatted(at.node().asText()));
    }
    var min = amount(item.get("min").key(resource));
    var max = amount(item.get("max").key(resource));
    if (min.isPresent() && max.isPresent() && min.get().signum() > 0) {
      var most = max.get().divide(min.get(), 6, RoundingMode.HALF_UP);
      if (ratio.get().compareTo(most) > 0) {
        at.invalid("ratio %s is greater than max/min = %s".formatted(at.node().asText(), most));
      }
    }
  }

  /** Empty when it is absent or no quantity, which has been said. */
  private static Optional<BigDecimal> amount(Field at) {
    return at.present() ? Quantities.parse(at.node().asText("")) : Optional.empty();
  }
}
