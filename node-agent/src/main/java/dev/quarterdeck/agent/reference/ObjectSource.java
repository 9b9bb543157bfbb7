package dev.quarterdeck.agent.reference;

import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;

/** Looks up the ConfigMaps and Secrets to which pods of this node refer. */
public interface ObjectSource {

  /** Looks up a ConfigMap. */
  LookupResult<ConfigMap> configMap(ObjectKey key);

  /** Looks up a Secret. */
  LookupResult<Secret> secret(ObjectKey key);
}
