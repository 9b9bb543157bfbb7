package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.NameGenerator;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The volume by which a pod's processes know who they are, where the API server is to be trusted
 * and which namespace they are in. Client libraries look for it at its path.
 */
final class TokenVolume {

  private static final String PREFIX = "kube-api-access-";
  private static final String PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

  /** The token's 3607 s tell the API server that it may live longer, see TokenRequest. */
  private static final ObjectNode SOURCE =
      Json.parseObject(
          """
          {"sources": [
            {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
            {"configMap": {
              "name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
            {"downwardAPI": {"items": [
              {"path": "namespace",
               "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}}]}}],
           "defaultMode": 420}
          """
              .getBytes(StandardCharsets.UTF_8));

  private TokenVolume() {}

  /** Has every container mount it that has nothing at its path. */
  static void mount(ObjectNode spec, NameGenerator names) {
    var present =
        Tree.objects(spec, "volumes").stream()
            .map(volume -> Tree.text(volume, "/name"))
            .filter(name -> name.startsWith(PREFIX))
            .findFirst();
    var name = present.orElseGet(() -> names.generate(PREFIX));
    var mounted = false;
    for (var list : List.of("initContainers", "containers")) {
      for (var container : Tree.objects(spec, list)) {
        mounted |= mount(container, name);
      }
    }
    if (mounted && present.isEmpty()) {
      list(spec, "volumes").addObject().put("name", name).set("projected", SOURCE.deepCopy());
    }
  }

  private static boolean mount(ObjectNode container, String volume) {
    var taken =
        Tree.objects(container, "volumeMounts").stream()
            .anyMatch(mount -> Tree.text(mount, "/mountPath").equals(PATH));
    if (!taken) {
      list(container, "volumeMounts")
          .addObject()
          .put("name", volume)
          .put("readOnly", true)
          .put("mountPath", PATH);
    }
    return !taken;
  }

  private static ArrayNode list(ObjectNode parent, String field) {
    return parent.get(field) instanceof ArrayNode list ? list : parent.putArray(field);
  }
}
