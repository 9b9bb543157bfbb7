package dev.quarterdeck.kinds.networking;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.IpRules;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;

/** What an Ingress may say (ValidateIngressSpec, ValidateIngressLoadBalancerStatus). */
final class IngressRules {

  private static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";

  /** What a path that is matched segment by segment must not hide. */
  private static final List<String> NOT_IN_PATHS = List.of("//", "/./", "/../", "%2f", "%2F");

  private static final List<String> NOT_AT_THE_END = List.of("/..", "/.");

  private IngressRules() {}

  static void check(Field ingress) {
    var spec = ingress.get("spec");
    var backend = spec.get("defaultBackend");
    if (spec.get("rules").node().isEmpty() && backend.absent()) {
      spec.invalid(NullNode.getInstance(), "either `defaultBackend` or `rules` must be specified");
    }
    if (backend.present()) {
      backend(backend);
    }
    spec.get("rules").each(IngressRules::rule);
    for (var tls : spec.get("tls").items()) {
      tls.get("hosts").each(IngressRules::host);
    }
    for (var point : ingress.get("status", "loadBalancer", "ingress").items()) {
      notAnIp(point.get("hostname"));
    }
  }

  /** A new Ingress names its class once. */
  static void checkNew(Field ingress) {
    var annotation = ingress.get("metadata", "annotations").key(CLASS_ANNOTATION);
    var named = ingress.get("spec", "ingressClassName");
    if (annotation.present() && named.present() && !annotation.text().equals(named.text())) {
      annotation
          .named("annotations." + CLASS_ANNOTATION)
          .invalid("must match `ingressClassName` when both are specified");
    }
  }

  static List<String> warnings(ObjectNode ingress) {
    return ingress.path("metadata").path("annotations").has(CLASS_ANNOTATION)
            && !ingress.path("spec").hasNonNull("ingressClassName")
        ? List.of(
            "annotation \"%s\" is deprecated, please use 'spec.ingressClassName' instead"
                .formatted(CLASS_ANNOTATION))
        : List.of();
  }

  private static void host(Field host) {
    host.invalidFor(
        host.text().contains("*")
            ? Names.wildcardSubdomain(host.text())
            : Names.dns1123Subdomain(host.text()));
  }

  private static void notAnIp(Field host) {
    if (IpRules.isIp(host.text())) {
      host.invalid("must be a DNS name, not an IP address");
    }
  }

  private static void rule(Field rule) {
    var host = rule.get("host");
    if (host.present()) {
      notAnIp(host);
      host(host);
    }
    rule.get("http", "paths").each(IngressRules::path);
  }

  private static void path(Field path) {
    var text = path.get("path");
    switch (path.get("pathType").text()) {
      case "Exact", "Prefix" -> {
        absolute(text);
        plain(text);
      }
      case "ImplementationSpecific" -> {
        if (text.present()) {
          absolute(text);
        }
      }
      case "" -> {
        path.get("pathType").required("pathType must be specified");
        return;
      }
      default -> {}
    }
    backend(path.get("backend"));
  }

  private static void absolute(Field path) {
    if (!path.text().startsWith("/")) {
      path.invalid("must be an absolute path");
    }
  }

  private static void plain(Field path) {
    for (var sequence : NOT_IN_PATHS) {
      if (path.text().contains(sequence)) {
        path.invalid("must not contain '%s'".formatted(sequence));
      }
    }
    for (var end : NOT_AT_THE_END) {
      if (path.text().endsWith(end)) {
        path.invalid("cannot end with '%s'".formatted(end));
      }
    }
  }

  private static void backend(Field backend) {
    var resource = backend.get("resource");
    var service = backend.get("service");
    if (resource.present() && service.present()) {
      backend.invalid("", "cannot set both resource and service backends");
    } else if (resource.present()) {
      IngressClassRules.group(resource.get("apiGroup"));
      resource.get("kind").needed(Names::pathSegment);
      resource.get("name").needed(Names::pathSegment);
    } else if (service.present()) {
      service(backend, service);
    } else {
      backend.invalid("", "resource or service backend is required");
    }
  }

  private static void service(Field backend, Field service) {
    var name = service.get("port", "name");
    var number = service.get("port", "number");
    if (name.present() && number.number() != 0) {
      backend.invalid("", "cannot set both port name & port number");
    } else if (name.present()) {
      name.invalidFor(Names.portName(name.text()));
    } else if (number.number() != 0) {
      number.invalidFor(Names.portNumber(number.number()));
    } else {
      backend.required("port name or number is required");
    }
  }
}
