package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.certificates.TlsKeyPair;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** What a Secret of each type must hold (ValidateSecret). */
final class SecretRules {

  private static final String ACCOUNT = "kubernetes.io/service-account.name";

  private SecretRules() {}

  /** {@code stringData} is written into {@code data} and never kept. */
  static void mergeText(ObjectNode secret) {
    if (secret.remove("stringData") instanceof ObjectNode plain && !plain.isEmpty()) {
      var data = Tree.child(secret, "data");
      for (var entry : plain.properties()) {
        var bytes = entry.getValue().asText("").getBytes(StandardCharsets.UTF_8);
        data.put(entry.getKey(), Base64.getEncoder().encodeToString(bytes));
      }
    }
  }

  static void check(Field secret) {
    var data = secret.get("data");
    StoredData.keys(data);
    if (StoredData.binarySize(data) > StoredData.MAX_BYTES) {
      data.tooLong(StoredData.MAX_BYTES);
    }
    switch (secret.get("type").text()) {
      case "kubernetes.io/service-account-token" ->
          secret.get("metadata", "annotations").key(ACCOUNT).needed();
      case "kubernetes.io/dockercfg" -> needs(data, ".dockercfg");
      case "kubernetes.io/dockerconfigjson" -> needs(data, ".dockerconfigjson");
      case "kubernetes.io/ssh-auth" -> needs(data, "ssh-privatekey");
      case "kubernetes.io/tls" -> needs(data, "tls.crt", "tls.key");
      case "kubernetes.io/basic-auth" -> {
        if (!data.node().has("username") && !data.node().has("password")) {
          needs(data, "username", "password");
        }
      }
      default -> {} // a type of the user's own
    }
  }

  static List<String> warnings(ObjectNode secret) {
    var data = Field.root(secret).get("data");
    return Tree.text(secret, "/type").equals("kubernetes.io/tls")
        ? TlsKeyPair.fault(data.key("tls.crt"), data.key("tls.key")).stream().toList()
        : List.of();
  }

  private static void needs(Field data, String... keys) {
    for (var key : keys) {
      if (!data.node().has(key)) {
        data.key(key).required("");
      }
    }
  }
}
