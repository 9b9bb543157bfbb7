package dev.quarterdeck.kinds.networking;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.quarterdeck.machinery.validation.Addresses;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;

/** What an Ingress may say (ValidateIngressSpec, ValidateIngressLoadBalancerStatus). */
final class IngressRules {

  private static final String NO_IP = "must be a DNS name, not an IP address";
  private static final List<String> PATH_TYPES =
      List.of("Exact", "ImplementationSpecific", "Prefix");

  /** What a path that is matched segment by segment must not hide. */
  private static final List<String> NOT_IN_PATHS = List.of("//", "/./", "/../", "%2f", "%2F");

  private static final List<String> NOT_AT_THE_END = List.of("/..", "/.");

  private IngressRules() {}

  static void check(Field spec) {
    var backend = spec.get("defaultBackend");
    if (spec.get("rules").items().isEmpty() && backend.absent()) {
      spec.invalid(NullNode.getInstance(), "either `defaultBackend` or `rules` must be specified");
    }
    if (backend.present()) {
      backend(backend);
    }
    spec.get("rules").items().forEach(IngressRules::rule);
    spec.get("tls").items().forEach(IngressRules::tls);
    var className = spec.get("ingressClassName");
    if (!className.node().isMissingNode() && !className.node().isNull()) {
      className.invalidFor(Names.dns1123Subdomain(className.text()));
    }
  }

  private static void tls(Field tls) {
    tls.get("hosts").items().forEach(IngressRules::host);
    var secret = tls.get("secretName");
    if (secret.present()) {
      secret.invalidFor(Names.dns1123Subdomain(secret.text()));
    }
  }

  private static void host(Field host) {
    host.invalidFor(
        host.text().contains("*")
            ? Names.wildcardSubdomain(host.text())
            : Names.dns1123Subdomain(host.text()));
  }

  private static void rule(Field rule) {
    var host = rule.get("host");
    if (host.present()) {
      if (Addresses.isIp(host.text())) {
        host.invalid(NO_IP);
      }
      host(host);
    }
    var http = rule.get("http");
    if (http.present()) {
      if (http.get("paths").items().isEmpty()) {
        http.get("paths").required("");
      }
      http.get("paths").items().forEach(IngressRules::path);
    }
  }

  private static void path(Field path) {
    var type = path.get("pathType");
    if (type.node().isMissingNode() || type.node().isNull()) {
      type.required("pathType must be specified");
      return;
    }
    var text = path.get("path");
    switch (type.text()) {
      case "Exact", "Prefix" -> {
        absolute(text);
        plain(text);
      }
      case "ImplementationSpecific" -> {
        if (text.present()) {
          absolute(text);
        }
      }
      default -> type.notSupported(PATH_TYPES);
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
      References.typed(resource);
    } else if (service.present()) {
      service(backend, service);
    } else {
      backend.invalid("", "resource or service backend is required");
    }
  }

  private static void service(Field backend, Field service) {
    if (service.get("name").absent()) {
      service.get("name").required("");
    } else {
      service.get("name").invalidFor(Names.dns1035Label(service.get("name").text()));
    }
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

  static void status(Field loadBalancer) {
    for (var point : loadBalancer.get("ingress").items()) {
      var ip = point.get("ip");
      if (ip.present() && !Addresses.isIp(ip.text())) {
        ip.invalid(Addresses.NOT_AN_IP);
      }
      var hostname = point.get("hostname");
      if (hostname.present()) {
        hostname.invalidFor(Names.dns1123Subdomain(hostname.text()));
        if (Addresses.isIp(hostname.text())) {
          hostname.invalid(NO_IP);
        }
      }
    }
  }
}
