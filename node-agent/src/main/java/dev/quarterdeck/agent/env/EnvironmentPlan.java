package dev.quarterdeck.agent.env;

import dev.quarterdeck.agent.reference.LookupResult;
import dev.quarterdeck.agent.reference.ObjectSource;
import dev.quarterdeck.agent.worker.ContainerEnvironment.Addresses;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Computes one container's environment as the kubelet does: the envFrom sources in order, then env
 * in order, then the Service variables that no other variable has replaced. A later variable
 * replaces an earlier one of the same name; a reference can name an earlier variable or a Service
 * variable.
 */
final class EnvironmentPlan {

  /**
   * @param services the Service variables
   * @param allocatable the node's allocatable resources
   */
  record Inputs(
      Pod pod,
      Container container,
      Addresses addresses,
      Map<String, String> services,
      Map<String, Quantity> allocatable,
      ObjectSource objects) {}

  private final Inputs inputs;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final List<String> skipped = new ArrayList<>();

  private EnvironmentPlan(Inputs inputs) {
    this.inputs = inputs;
  }

  static Environment of(Inputs inputs) {
    return new EnvironmentPlan(inputs).compute();
  }

  private Environment compute() {
    try {
      for (var source : orEmpty(inputs.container().getEnvFrom())) {
        addAll(source);
      }
      for (var variable : orEmpty(inputs.container().getEnv())) {
        add(variable);
      }
    } catch (Refusal refusal) {
      return new Environment.Refused(refusal.getMessage());
    }
    inputs.services().forEach(values::putIfAbsent);
    return new Environment.Variables(values, skipped);
  }

  private void addAll(EnvFromSource source) throws Refusal {
    var prefix = source.getPrefix() == null ? "" : source.getPrefix();
    if (source.getConfigMapRef() != null) {
      var ref = source.getConfigMapRef();
      var map = configMap(ref.getName(), Boolean.TRUE.equals(ref.getOptional()));
      if (map != null) {
        addAll("configMap", ref.getName(), prefix, data(map));
      }
    } else if (source.getSecretRef() != null) {
      var ref = source.getSecretRef();
      var secret = secret(ref.getName(), Boolean.TRUE.equals(ref.getOptional()));
      if (secret != null) {
        addAll("secret", ref.getName(), prefix, data(secret));
      }
    }
  }

  private void addAll(String kind, String name, String prefix, Map<String, String> data) {
    var invalid = new TreeSet<String>();
    new TreeMap<>(data)
        .forEach(
            (key, value) -> {
              if (isVariableName(prefix + key)) {
                values.put(prefix + key, value);
              } else {
                invalid.add(prefix + key);
              }
            });
    if (!invalid.isEmpty()) {
      skipped.add(
          "Keys [%s] from the EnvFrom %s %s/%s were skipped since they are considered invalid environment variable names."
              .formatted(String.join(", ", invalid), kind, namespace(), name));
    }
  }

  /**
   * Whether the text is a variable name: printable ASCII without the equals sign, as since
   * Kubernetes v1.34.
   */
  private static boolean isVariableName(String name) {
    return !name.isEmpty() && name.chars().allMatch(c -> c >= ' ' && c < 127 && c != '=');
  }

  private void add(EnvVar variable) throws Refusal {
    var literal = variable.getValue();
    if (literal != null && !literal.isEmpty()) {
      var known = new LinkedHashMap<>(inputs.services());
      known.putAll(values);
      values.put(variable.getName(), Expansion.expand(literal, known));
    } else if (variable.getValueFrom() == null) {
      values.put(variable.getName(), "");
    } else {
      var value = valueFrom(variable.getValueFrom());
      if (value != null) {
        values.put(variable.getName(), value);
      }
    }
  }

  /**
   * The variable's value; null when its optional source does not exist, so that the container does
   * not get it.
   */
  private String valueFrom(EnvVarSource source) throws Refusal {
    if (source.getFieldRef() != null) {
      var path = source.getFieldRef().getFieldPath();
      return PodFields.value(inputs.pod(), path, inputs.addresses())
          .orElseThrow(() -> new Refusal("unsupported fieldPath: " + path));
    }
    if (source.getResourceFieldRef() != null) {
      var ref = source.getResourceFieldRef();
      return ResourceFieldRefs.value(inputs.pod(), inputs.container(), ref, inputs.allocatable())
          .orElseThrow(() -> new Refusal("unsupported container resource : " + ref.getResource()));
    }
    if (source.getConfigMapKeyRef() != null) {
      var ref = source.getConfigMapKeyRef();
      var optional = Boolean.TRUE.equals(ref.getOptional());
      var map = configMap(ref.getName(), optional);
      return map == null
          ? null
          : key("ConfigMap", ref.getName(), ref.getKey(), data(map), optional);
    }
    if (source.getSecretKeyRef() != null) {
      var ref = source.getSecretKeyRef();
      var optional = Boolean.TRUE.equals(ref.getOptional());
      var secret = secret(ref.getName(), optional);
      return secret == null
          ? null
          : key("Secret", ref.getName(), ref.getKey(), data(secret), optional);
    }
    throw new Refusal("unsupported source of an environment variable");
  }

  private String key(
      String kind, String name, String key, Map<String, String> data, boolean optional)
      throws Refusal {
    var value = data.get(key);
    if (value == null && !optional) {
      throw new Refusal("couldn't find key %s in %s %s/%s".formatted(key, kind, namespace(), name));
    }
    return value;
  }

  private ConfigMap configMap(String name, boolean optional) throws Refusal {
    return found(
        inputs.objects().configMap(new ObjectKey(namespace(), name)), "configmap", name, optional);
  }

  private Secret secret(String name, boolean optional) throws Refusal {
    return found(
        inputs.objects().secret(new ObjectKey(namespace(), name)), "secret", name, optional);
  }

  private static <T> T found(LookupResult<T> lookup, String kind, String name, boolean optional)
      throws Refusal {
    return switch (lookup) {
      case LookupResult.Found<T>(var object) -> object;
      case LookupResult.Missing<T>() when optional -> null;
      case LookupResult.Missing<T>() ->
          throw new Refusal("%s \"%s\" not found".formatted(kind, name));
      case LookupResult.Unknown<T>(var why) -> throw new Refusal(why);
    };
  }

  private static Map<String, String> data(ConfigMap map) {
    return map.getData() == null ? Map.of() : map.getData();
  }

  private static Map<String, String> data(Secret secret) {
    var decoded = new LinkedHashMap<String, String>();
    if (secret.getData() != null) {
      secret
          .getData()
          .forEach(
              (key, value) ->
                  decoded.put(
                      key,
                      new String(Base64.getMimeDecoder().decode(value), StandardCharsets.UTF_8)));
    }
    return decoded;
  }

  private String namespace() {
    return inputs.pod().getMetadata().getNamespace();
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : list;
  }

  private static final class Refusal extends Exception {
    Refusal(String why) {
      super(why, null, false, false);
    }
  }
}
