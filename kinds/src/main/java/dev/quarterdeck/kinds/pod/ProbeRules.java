package dev.quarterdeck.kinds.pod;

import dev.quarterdeck.machinery.validation.Field;
import java.util.ArrayList;
import java.util.List;

/** The rules on probes and lifecycle handlers. */
final class ProbeRules {

  private static final List<String> HANDLERS = List.of("exec", "httpGet", "tcpSocket");

  private ProbeRules() {}

  /**
   * @param onceIsEnough for liveness and startup, whose success counts at once
   */
  static void probe(Field probe, boolean onceIsEnough) {
    if (probe.absent()) {
      return;
    }
    handler(probe, false);
    if (onceIsEnough && probe.get("successThreshold").number() != 1) {
      probe.get("successThreshold").invalid("must be 1");
    }
    var grace = probe.get("terminationGracePeriodSeconds");
    if (grace.present() && grace.number() <= 0) {
      grace.invalid("must be greater than 0");
    }
    if (!onceIsEnough && grace.present()) {
      grace.invalid("must not be set for readinessProbes");
    }
  }

  /**
   * Exactly one handler, and a sound one.
   *
   * @param lifecycle hooks may sleep but cannot call gRPC; probes the other way round
   */
  static void handler(Field handler, boolean lifecycle) {
    if (handler.absent()) {
      return;
    }
    var kinds = new ArrayList<>(HANDLERS);
    kinds.add(lifecycle ? "sleep" : "grpc");
    var found = kinds.stream().filter(kind -> handler.node().path(kind).isObject()).toList();
    if (found.isEmpty()) {
      handler.required("must specify a handler type");
    }
    found.stream()
        .skip(1)
        .forEach(kind -> handler.get(kind).forbidden("may not specify more than 1 handler type"));
    if (!found.isEmpty()) {
      one(handler.get(found.getFirst()), found.getFirst());
    }
  }

  private static void one(Field handler, String kind) {
    switch (kind) {
      case "exec", "sleep" -> {}
      case "httpGet" -> httpGet(handler);
      default -> handler.get("port").port(); // tcpSocket, grpc
    }
  }

  private static void httpGet(Field get) {
    get.get("port").port();
    for (var header : get.get("httpHeaders").items()) {
      if (!header.get("name").text().matches("[-A-Za-z0-9]{1,256}")) {
        header
            .get("name")
            .invalid(
                "a valid HTTP header must consist of alphanumeric characters or '-' (e.g."
                    + " 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')");
      }
    }
  }
}
