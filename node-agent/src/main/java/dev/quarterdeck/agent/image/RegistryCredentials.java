package dev.quarterdeck.agent.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quarterdeck.proto.cri.v1.AuthConfig;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Finds a registry's credentials in image pull secrets. */
final class RegistryCredentials {

  private static final ObjectMapper JSON = new ObjectMapper();

  private RegistryCredentials() {}

  /**
   * The secret's credentials for the image's registry; empty when it has none or is not a Docker
   * configuration.
   */
  static Optional<AuthConfig> in(Secret secret, String image) {
    if (secret.getData() == null) {
      return Optional.empty();
    }
    var config = secret.getData().get(".dockerconfigjson");
    var legacy = secret.getData().get(".dockercfg");
    try {
      if (config != null) {
        return find(JSON.readTree(Base64.getDecoder().decode(config)).path("auths"), image);
      }
      return legacy == null
          ? Optional.empty()
          : find(JSON.readTree(Base64.getDecoder().decode(legacy)), image);
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty(); // the pull goes on anonymously, and its error is what users see
    }
  }

  private static Optional<AuthConfig> find(JsonNode registries, String image) {
    var registry = registry(image);
    for (var entry : registries.properties()) {
      var name = entry.getKey().replaceFirst("^https?://", "").replaceFirst("/(v[12]/?)?$", "");
      var docker = registry.equals("docker.io") && name.equals("index.docker.io");
      if (name.equals(registry) || docker || image.startsWith(name + "/")) {
        return Optional.of(auth(entry.getValue()));
      }
    }
    return Optional.empty();
  }

  private static AuthConfig auth(JsonNode entry) {
    var user = entry.path("username").asText();
    var password = entry.path("password").asText();
    var encoded = entry.path("auth").asText();
    if (user.isEmpty() && !encoded.isEmpty()) {
      var plain = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      var colon = plain.indexOf(':');
      user = colon < 0 ? plain : plain.substring(0, colon);
      password = colon < 0 ? "" : plain.substring(colon + 1);
    }
    return AuthConfig.newBuilder().setUsername(user).setPassword(password).build();
  }

  static String registry(String image) {
    var slash = image.indexOf('/');
    var first = slash < 0 ? "" : image.substring(0, slash);
    var named = first.contains(".") || first.contains(":") || first.equals("localhost");
    return named ? first : "docker.io";
  }
}
