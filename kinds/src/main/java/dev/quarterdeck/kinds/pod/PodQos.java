package dev.quarterdeck.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.Quantities;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A pod's quality of service class, from its containers' cpu and memory. */
public final class PodQos {

  private static final List<String> RESOURCES = List.of("cpu", "memory");

  private PodQos() {}

  /** {@code Guaranteed}, {@code Burstable} or {@code BestEffort}. */
  public static String of(JsonNode spec) {
    var holders = new ArrayList<JsonNode>();
    if (spec.path("resources").isObject()) {
      holders.add(spec);
    } else {
      holders.addAll(Tree.objects(spec, "initContainers"));
      holders.addAll(Tree.objects(spec, "containers"));
    }
    if (holders.stream().noneMatch(PodQos::asksForAnything)) {
      return "BestEffort";
    }
    return holders.stream().allMatch(PodQos::guaranteed) ? "Guaranteed" : "Burstable";
  }

  private static boolean asksForAnything(JsonNode holder) {
    return RESOURCES.stream()
        .anyMatch(
            r -> amount(holder, "requests", r).or(() -> amount(holder, "limits", r)).isPresent());
  }

  private static boolean guaranteed(JsonNode holder) {
    return RESOURCES.stream()
        .allMatch(
            resource -> {
              var limit = amount(holder, "limits", resource);
              var request = amount(holder, "requests", resource).or(() -> limit);
              return limit.isPresent() && limit.get().compareTo(request.get()) == 0;
            });
  }

  private static Optional<BigDecimal> amount(JsonNode holder, String list, String resource) {
    return Quantities.parse(holder.path("resources").path(list).path(resource).asText(""))
        .filter(amount -> amount.signum() > 0);
  }
}
