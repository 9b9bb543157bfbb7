package dev.quarterdeck.agent.env;

import dev.quarterdeck.model.Quantities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Computes the values of the Downward API's {@code resourceFieldRef}. */
public final class ResourceFieldRefs {

  private ResourceFieldRefs() {}

  /**
   * The selected request or limit in units of the selector's divisor, rounded up.
   *
   * @param own the container that a selector without {@code containerName} selects; null in volumes
   * @param allocatable the node's allocatable resources, which replace missing limits
   * @return empty when the selector names an unknown container or resource
   */
  public static Optional<String> value(
      Pod pod, Container own, ResourceFieldSelector selector, Map<String, Quantity> allocatable) {
    return container(pod, own, selector.getContainerName())
        .flatMap(container -> amount(container, selector.getResource(), allocatable))
        .map(amount -> inUnitsOf(selector.getDivisor(), amount));
  }

  private static Optional<Container> container(Pod pod, Container own, String name) {
    if (name == null || name.isEmpty()) {
      return Optional.ofNullable(own);
    }
    return Stream.concat(
            pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
        .filter(c -> c.getName().equals(name))
        .findFirst();
  }

  private static Optional<BigDecimal> amount(
      Container container, String selector, Map<String, Quantity> allocatable) {
    var dot = selector.indexOf('.');
    var resource = selector.substring(dot + 1);
    if (!isKnown(resource)) {
      return Optional.empty();
    }
    var resources = container.getResources();
    return switch (dot < 0 ? "" : selector.substring(0, dot)) {
      case "requests" ->
          Optional.of(number(resources == null ? null : resources.getRequests(), resource));
      case "limits" -> {
        var limit = number(resources == null ? null : resources.getLimits(), resource);
        yield Optional.of(limit.signum() > 0 ? limit : number(allocatable, resource));
      }
      default -> Optional.empty();
    };
  }

  private static boolean isKnown(String resource) {
    return switch (resource) {
      case "cpu", "memory", "ephemeral-storage" -> true;
      default -> resource.startsWith("hugepages-");
    };
  }

  private static BigDecimal number(Map<String, Quantity> quantities, String resource) {
    var quantity = quantities == null ? null : quantities.get(resource);
    return quantity == null ? BigDecimal.ZERO : parse(quantity);
  }

  private static BigDecimal parse(Quantity quantity) {
    var format = quantity.getFormat() == null ? "" : quantity.getFormat();
    return Quantities.parse(quantity.getAmount() + format).orElse(BigDecimal.ZERO);
  }

  private static String inUnitsOf(Quantity divisor, BigDecimal amount) {
    var unit = divisor == null ? BigDecimal.ZERO : parse(divisor);
    return amount
        .divide(unit.signum() > 0 ? unit : BigDecimal.ONE, 0, RoundingMode.CEILING)
        .toPlainString();
  }
}
