package dev.quarterdeck.kinds.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.cel.Expressions;
import dev.quarterdeck.machinery.cel.Expressions.Outcome;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.MetadataRules;
import dev.quarterdeck.machinery.validation.Names;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a claim for devices may ask, in ResourceClaims and their templates
 * (pkg/apis/resource/validation).
 */
final class DeviceClaimRules {

  private static final int MAX_EXPRESSION = 10 * 1024;
  private static final int MAX_PARAMETERS = 10 * 1024;

  private static final String ONE_KIND = "exactly one of `exactly` or `firstAvailable` is required";

  private DeviceClaimRules() {}

  static void applyDefaults(JsonNode spec) {
    for (var request : Tree.objects(spec.path("devices"), "requests")) {
      if (request.get("exactly") instanceof ObjectNode exactly) {
        defaultRequest(exactly);
      }
      Tree.objects(request, "firstAvailable").forEach(DeviceClaimRules::defaultRequest);
    }
  }

  private static void defaultRequest(ObjectNode request) {
    if (Tree.text(request, "/allocationMode").equals("ExactCount")) {
      Tree.fillNonZero(request, "count", 1);
    }
  }

  /**
   * @param spec a ResourceClaimSpec
   */
  static void check(Field spec) {
    var devices = spec.get("devices");
    var names = requestNames(devices.node());
    devices.get("requests").each(DeviceClaimRules::request);
    devices.get("constraints").each(constraint -> constraint(constraint, names));
    for (var config : devices.get("config").items()) {
      requests(config.get("requests"), names);
      opaque(config.get("opaque"));
    }
  }

  /**
   * @param template the spec of a ResourceClaimTemplate
   */
  static void checkTemplate(Field template) {
    MetadataRules.labels(template.get("metadata", "labels"));
    MetadataRules.annotations(template.get("metadata", "annotations"));
    check(template.get("spec"));
  }

  /**
   * @param spec that of a DeviceClass
   */
  static void checkClass(Field spec) {
    selectors(spec.get("selectors"));
    spec.get("config").each(config -> opaque(config.get("opaque")));
    var resource = spec.get("extendedResourceName");
    if (resource.present() && !isExtended(resource.text())) {
      resource.invalid("must be a valid extended resource name");
    }
  }

  /** A name of somebody's own, as nodes and containers give it. */
  private static boolean isExtended(String name) {
    return name.contains("/")
        && !name.startsWith("requests.")
        && !name.substring(0, name.indexOf('/')).endsWith("kubernetes.io")
        && Names.qualified(name).isEmpty()
        && Names.qualified("requests." + name).isEmpty();
  }

  /** By what requests are called elsewhere: {@code name} and {@code name/alternative}. */
  static Set<String> requestNames(JsonNode devices) {
    var names = new HashSet<String>();
    for (var request : Tree.objects(devices, "requests")) {
      var name = Tree.text(request, "/name");
      names.add(name);
      for (var alternative : Tree.objects(request, "firstAvailable")) {
        names.add(name + "/" + Tree.text(alternative, "/name"));
      }
    }
    return names;
  }

  private static void request(Field request) {
    var exactly = request.get("exactly");
    var alternatives = request.get("firstAvailable");
    if (exactly.present() && !alternatives.items().isEmpty()) {
      request.invalid(ONE_KIND + ", but multiple fields are set");
    } else if (exactly.present()) {
      exact(exactly);
    } else if (alternatives.items().isEmpty()) {
      request.required(ONE_KIND);
    } else {
      alternatives.each(DeviceClaimRules::exact);
    }
  }

  private static void exact(Field request) {
    selectors(request.get("selectors"));
    var mode = request.get("allocationMode");
    var count = request.get("count");
    switch (mode.text()) {
      case "All" -> {
        if (count.number() != 0) {
          count.invalid("must not be specified when allocationMode is 'All'");
        }
      }
      case "ExactCount" -> {
        if (count.number() <= 0) {
          count.invalid("must be greater than zero");
        }
      }
      default -> mode.notSupported(List.of("All", "ExactCount"));
    }
    request.get("tolerations").each(DeviceNames::toleration);
    DeviceNames.amounts(request.get("capacity", "requests"));
  }

  static void selectors(Field selectors) {
    for (var selector : selectors.items()) {
      var expression = selector.get("cel", "expression");
      if (!selector.get("cel").needed() || !expression.needed()) {
        continue;
      }
      if (expression.text().length() > MAX_EXPRESSION) {
        expression.tooLong(MAX_EXPRESSION);
      } else {
        Expressions.fault(expression.text(), Set.of("device"), Outcome.BOOL)
            .ifPresent(expression::invalid);
      }
    }
  }

  private static void constraint(Field constraint, Set<String> names) {
    requests(constraint.get("requests"), names);
    var match = constraint.get("matchAttribute");
    var distinct = constraint.get("distinctAttribute");
    if (match.present() && distinct.present()) {
      constraint.invalid(
          "exactly one of `matchAttribute` or `distinctAttribute` is required, but multiple fields"
              + " are set");
    } else if (distinct.present()) {
      DeviceNames.fullyQualified(distinct);
    } else {
      DeviceNames.fullyQualified(match);
    }
  }

  private static void requests(Field requests, Set<String> names) {
    requests.each(request -> request(request, names));
  }

  static void request(Field request, Set<String> names) {
    if (!names.contains(request.text())) {
      request.invalid(
          "must be the name of a request in the claim or the name of a request and a subrequest"
              + " separated by '/'");
    }
  }

  /** A driver's own parameters, which only it understands. */
  static void opaque(Field opaque) {
    if (!opaque.needed()) {
      return;
    }
    DeviceNames.driver(opaque.get("driver"));
    var parameters = opaque.get("parameters");
    if (parameters.absent()) {
      parameters.required("");
    } else if (!parameters.node().isObject()) {
      parameters.invalid("<value omitted>", "parameters must be a valid JSON object");
    } else if (size(parameters.node()) > MAX_PARAMETERS) {
      parameters.tooLong(MAX_PARAMETERS);
    }
  }

  private static int size(JsonNode node) {
    return node.toString().getBytes(StandardCharsets.UTF_8).length;
  }
}
