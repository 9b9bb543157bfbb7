package dev.quarterdeck.agent.reference;

import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;

/** The ConfigMaps and Secrets that pods of this node refer to. */
public interface ObjectSource {

  Lookup<ConfigMap> configMap(ObjectKey key);

  Lookup<Secret> secret(ObjectKey key);
}
