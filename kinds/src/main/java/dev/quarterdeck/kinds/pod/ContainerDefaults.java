package dev.quarterdeck.kinds.pod;

import static dev.quarterdeck.machinery.Tree.fill;
import static dev.quarterdeck.machinery.Tree.fillNonZero;
import static dev.quarterdeck.machinery.Tree.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import java.util.List;

/** The defaults of one container, init container or ephemeral container. */
final class ContainerDefaults {

  private static final List<String> PROBES =
      List.of("livenessProbe", "readinessProbe", "startupProbe");

  private ContainerDefaults() {}

  static void apply(ObjectNode container) {
    Tree.child(container, "resources");
    fill(container, "imagePullPolicy", pullPolicy(Tree.text(container, "/image")));
    fill(container, "terminationMessagePath", "/dev/termination-log");
    fill(container, "terminationMessagePolicy", "File");
    objects(container, "ports").forEach(port -> fill(port, "protocol", "TCP"));
    objects(container, "env").forEach(env -> fieldRef(env.path("valueFrom")));
    for (var name : PROBES) {
      if (container.get(name) instanceof ObjectNode probe) {
        probe(probe);
      }
    }
    for (var name : List.of("postStart", "preStop")) {
      httpGet(container.path("lifecycle").path(name));
    }
  }

  /** Always for {@code :latest} and for no tag at all, where what is pulled may change. */
  static String pullPolicy(String image) {
    var digest = image.indexOf('@');
    var name = digest < 0 ? image : image.substring(0, digest);
    var colon = name.indexOf(':', name.lastIndexOf('/') + 1);
    var tag = colon < 0 ? "" : name.substring(colon + 1);
    var latest = colon < 0 ? digest < 0 && !image.isEmpty() : tag.equals("latest");
    return latest ? "Always" : "IfNotPresent";
  }

  /** {@code holder.fieldRef.apiVersion}; used by env and downward API items. */
  static void fieldRef(JsonNode holder) {
    if (holder.get("fieldRef") instanceof ObjectNode ref) {
      fill(ref, "apiVersion", "v1");
    }
  }

  private static void probe(ObjectNode probe) {
    fillNonZero(probe, "timeoutSeconds", 1);
    fillNonZero(probe, "periodSeconds", 10);
    fillNonZero(probe, "successThreshold", 1);
    fillNonZero(probe, "failureThreshold", 3);
    httpGet(probe);
    if (probe.get("grpc") instanceof ObjectNode grpc && !grpc.path("service").isTextual()) {
      grpc.put("service", "");
    }
  }

  private static void httpGet(JsonNode handler) {
    if (handler.get("httpGet") instanceof ObjectNode get) {
      fill(get, "path", "/");
      fill(get, "scheme", "HTTP");
    }
  }
}
