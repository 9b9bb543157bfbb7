package dev.quarterdeck.agent.reference;

import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** An object source that a test fills. */
public final class KnownObjects implements ObjectSource {

  private final Map<ObjectKey, ConfigMap> configMaps = new HashMap<>();
  private final Map<ObjectKey, Secret> secrets = new HashMap<>();
  private String broken;

  public void configMap(String namespace, String name, Map<String, String> data) {
    configMaps.put(
        new ObjectKey(namespace, name),
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name)
            .endMetadata()
            .withData(data)
            .build());
  }

  public void secret(String namespace, String name, Map<String, String> data) {
    var encoded = new HashMap<String, String>();
    data.forEach(
        (key, value) ->
            encoded.put(
                key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
    secrets.put(
        new ObjectKey(namespace, name),
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name)
            .endMetadata()
            .withData(encoded)
            .build());
  }

  public void remove(String namespace, String name) {
    configMaps.remove(new ObjectKey(namespace, name));
    secrets.remove(new ObjectKey(namespace, name));
  }

  /** From now on nothing can be looked up. */
  public void breakDown(String why) {
    broken = why;
  }

  @Override
  public LookupResult<ConfigMap> configMap(ObjectKey key) {
    return lookup(configMaps.get(key));
  }

  @Override
  public LookupResult<Secret> secret(ObjectKey key) {
    return lookup(secrets.get(key));
  }

  private <T> LookupResult<T> lookup(T object) {
    if (broken != null) {
      return new LookupResult.Unknown<>(broken);
    }
    return object == null ? new LookupResult.Missing<>() : new LookupResult.Found<>(object);
  }
}
