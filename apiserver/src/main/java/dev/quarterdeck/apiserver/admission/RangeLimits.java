package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.Quantities;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Compares what somebody asks for with the bounds of a LimitRange; tells in Kubernetes' words. */
final class RangeLimits {

  private final String type;
  private final Map<String, String> requests;
  private final Map<String, String> limits;
  private final List<String> refusals;

  private RangeLimits(
      String type,
      Map<String, String> requests,
      Map<String, String> limits,
      List<String> refusals) {
    this.type = type;
    this.requests = requests;
    this.limits = limits;
    this.refusals = refusals;
  }

  /** What a pod breaks of a LimitRange; empty when it breaks nothing. */
  static List<String> ofPod(ObjectNode range, JsonNode spec) {
    var refusals = new ArrayList<String>();
    for (var item : Tree.objects(range.path("spec"), "limits")) {
      switch (Tree.text(item, "/type")) {
        case "Container" -> {
          for (var list : List.of("containers", "initContainers")) {
            for (var container : Tree.objects(spec, list)) {
              new RangeLimits(
                      "Container", said(container, "requests"), said(container, "limits"), refusals)
                  .check(item);
            }
          }
        }
        case "Pod" ->
            new RangeLimits(
                    "Pod", PodTotals.of(spec, "requests"), PodTotals.of(spec, "limits"), refusals)
                .check(item);
        default -> {} // Not about pods.
      }
    }
    return refusals;
  }

  /** What a PersistentVolumeClaim breaks; its limits do not count. */
  static List<String> ofClaim(ObjectNode range, JsonNode spec) {
    var refusals = new ArrayList<String>();
    for (var item : Tree.objects(range.path("spec"), "limits")) {
      if (Tree.text(item, "/type").equals("PersistentVolumeClaim")) {
        var claim =
            new RangeLimits(
                "PersistentVolumeClaim",
                Tree.textMap(spec.path("resources").path("requests")),
                Map.of(),
                refusals);
        Tree.textMap(item.path("min")).forEach(claim::min);
        Tree.textMap(item.path("max")).forEach(claim::maxRequest);
      }
    }
    return refusals;
  }

  private static Map<String, String> said(ObjectNode container, String part) {
    return Tree.textMap(container.path("resources").path(part));
  }

  private void check(ObjectNode item) {
    Tree.textMap(item.path("min")).forEach(this::min);
    Tree.textMap(item.path("max")).forEach(this::max);
    Tree.textMap(item.path("maxLimitRequestRatio")).forEach(this::ratio);
  }

  private void min(String resource, String bound) {
    var what = "minimum %s usage per %s is %s".formatted(resource, type, bound);
    var request = requests.get(resource);
    var limit = limits.get(resource);
    if (request == null) {
      refusals.add(what + ".  No request is specified");
    } else if (compare(request, bound) < 0) {
      refusals.add(what + ", but request is " + request);
    } else if (limit != null && compare(limit, bound) < 0) {
      refusals.add(what + ", but limit is " + limit);
    }
  }

  private void max(String resource, String bound) {
    var what = "maximum %s usage per %s is %s".formatted(resource, type, bound);
    var request = requests.get(resource);
    var limit = limits.get(resource);
    if (limit == null) {
      refusals.add(what + ".  No limit is specified");
    } else if (compare(limit, bound) > 0) {
      refusals.add(what + ", but limit is " + limit);
    } else if (request != null && compare(request, bound) > 0) {
      refusals.add(what + ", but request is " + request);
    }
  }

  private void maxRequest(String resource, String bound) {
    var what = "maximum %s usage per %s is %s".formatted(resource, type, bound);
    var request = requests.get(resource);
    if (request == null) {
      refusals.add(what + ".  No request is specified");
    } else if (compare(request, bound) > 0) {
      refusals.add(what + ", but request is " + request);
    }
  }

  private void ratio(String resource, String bound) {
    var what = "%s max limit to request ratio per %s is %s".formatted(resource, type, bound);
    var request = amount(requests.getOrDefault(resource, "0"));
    var limit = amount(limits.getOrDefault(resource, "0"));
    if (request.signum() == 0) {
      refusals.add(what + ", but no request is specified or request is 0");
    } else if (limit.signum() == 0) {
      refusals.add(what + ", but no limit is specified or limit is 0");
    } else {
      var ratio = limit.doubleValue() / request.doubleValue();
      if (ratio * 1000 > amount(bound).movePointRight(3).doubleValue()) {
        refusals.add(what + ", but provided ratio is " + String.format(Locale.ROOT, "%f", ratio));
      }
    }
  }

  private static int compare(String one, String other) {
    return amount(one).compareTo(amount(other));
  }

  /** In thousandths at the finest, rounded up, as Kubernetes compares. */
  private static BigDecimal amount(String quantity) {
    return Quantities.parse(quantity)
        .orElse(BigDecimal.ZERO) // Validation has refused it, or will.
        .setScale(3, RoundingMode.UP);
  }
}
