package dev.quarterdeck.agent.volume;

import dev.quarterdeck.agent.env.PodFields;
import dev.quarterdeck.agent.env.ResourceFieldRefs;
import dev.quarterdeck.agent.reference.LookupResult;
import dev.quarterdeck.agent.reference.ObjectSource;
import dev.quarterdeck.agent.volume.Projection.ProjectedFile;
import dev.quarterdeck.agent.worker.ContainerEnvironment.Addresses;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Computes the files of a configMap, secret, downwardAPI or projected volume. A later source of a
 * projected volume replaces files of earlier ones.
 */
final class ProjectionPlan {

  private static final int DEFAULT_MODE = 0644;
  private static final long DEFAULT_TOKEN_SECONDS = 3600;

  /**
   * The inputs besides the pod.
   *
   * @param allocatable the node's allocatable resources
   */
  record Sources(
      ObjectSource objects,
      PodTokens tokens,
      Addresses addresses,
      Map<String, Quantity> allocatable) {}

  private final Pod pod;
  private final Sources sources;
  private final Map<String, ProjectedFile> files = new TreeMap<>();

  private ProjectionPlan(Pod pod, Sources sources) {
    this.pod = pod;
    this.sources = sources;
  }

  /** Whether the volume is of one of these kinds. */
  static boolean concerns(Volume volume) {
    return volume.getConfigMap() != null
        || volume.getSecret() != null
        || volume.getDownwardAPI() != null
        || volume.getProjected() != null;
  }

  static Projection of(Pod pod, Volume volume, Sources sources) {
    var plan = new ProjectionPlan(pod, sources);
    try {
      plan.add(volume);
      return new Projection.Files(plan.files);
    } catch (Missing missing) {
      return new Projection.NotReady(missing.getMessage());
    }
  }

  private void add(Volume volume) throws Missing {
    if (volume.getConfigMap() != null) {
      var source = volume.getConfigMap();
      configMap(
          source.getName(),
          source.getItems(),
          mode(source.getDefaultMode()),
          is(source.getOptional()));
    } else if (volume.getSecret() != null) {
      var source = volume.getSecret();
      secret(
          source.getSecretName(),
          source.getItems(),
          mode(source.getDefaultMode()),
          is(source.getOptional()));
    } else if (volume.getDownwardAPI() != null) {
      var source = volume.getDownwardAPI();
      downward(source.getItems(), mode(source.getDefaultMode()));
    } else {
      var source = volume.getProjected();
      for (var part : orEmpty(source.getSources())) {
        add(part, mode(source.getDefaultMode()));
      }
    }
  }

  private void add(VolumeProjection part, int mode) throws Missing {
    if (part.getConfigMap() != null) {
      var source = part.getConfigMap();
      configMap(source.getName(), source.getItems(), mode, is(source.getOptional()));
    } else if (part.getSecret() != null) {
      var source = part.getSecret();
      secret(source.getName(), source.getItems(), mode, is(source.getOptional()));
    } else if (part.getDownwardAPI() != null) {
      downward(part.getDownwardAPI().getItems(), mode);
    } else if (part.getServiceAccountToken() != null) {
      token(part.getServiceAccountToken(), mode);
    } else {
      throw new Missing("this node cannot project that source (clusterTrustBundle or newer)");
    }
  }

  private void configMap(String name, List<KeyToPath> items, int mode, boolean optional)
      throws Missing {
    var map = found(sources.objects().configMap(key(name)), "configmap", name, optional);
    select(
        map == null ? Map.of() : data(map),
        items,
        mode,
        optional,
        "configmap references non-existent config key: ");
  }

  private void secret(String name, List<KeyToPath> items, int mode, boolean optional)
      throws Missing {
    var secret = found(sources.objects().secret(key(name)), "secret", name, optional);
    select(
        secret == null ? Map.of() : data(secret),
        items,
        mode,
        optional,
        "references non-existent secret key: ");
  }

  private void select(
      Map<String, byte[]> data, List<KeyToPath> items, int mode, boolean optional, String complaint)
      throws Missing {
    if (orEmpty(items).isEmpty()) {
      data.forEach((key, content) -> files.put(key, new ProjectedFile(content, mode)));
      return;
    }
    for (var item : items) {
      var content = data.get(item.getKey());
      if (content != null) {
        put(item.getPath(), content, item.getMode() == null ? mode : item.getMode());
      } else if (!optional) {
        throw new Missing(complaint + item.getKey());
      }
    }
  }

  private void downward(List<DownwardAPIVolumeFile> items, int mode) throws Missing {
    for (var item : orEmpty(items)) {
      var value =
          item.getFieldRef() != null
              ? PodFields.value(pod, item.getFieldRef().getFieldPath(), sources.addresses())
              : ResourceFieldRefs.value(
                  pod, null, item.getResourceFieldRef(), sources.allocatable());
      var text =
          value.orElseThrow(
              () -> new Missing("unsupported field for the file %s".formatted(item.getPath())));
      put(
          item.getPath(),
          text.getBytes(StandardCharsets.UTF_8),
          item.getMode() == null ? mode : item.getMode());
    }
  }

  private void token(ServiceAccountTokenProjection source, int mode) throws Missing {
    var audience = source.getAudience() == null ? "" : source.getAudience();
    var seconds =
        source.getExpirationSeconds() == null
            ? DEFAULT_TOKEN_SECONDS
            : source.getExpirationSeconds();
    var account = pod.getSpec().getServiceAccountName();
    var token =
        found(
            sources.tokens().token(pod, audience, seconds),
            "token of serviceaccount",
            account,
            false);
    put(source.getPath(), TokenFile.of(pod, token.getBytes(StandardCharsets.UTF_8), mode));
  }

  private void put(String path, byte[] content, int mode) throws Missing {
    put(path, new ProjectedFile(content, mode));
  }

  private void put(String path, ProjectedFile file) throws Missing {
    if (!AtomicWriter.isSafe(path)) {
      throw new Missing("invalid path, must be relative and without '..': " + path);
    }
    files.put(path, file);
  }

  private ObjectKey key(String name) {
    return new ObjectKey(pod.getMetadata().getNamespace(), name);
  }

  private static <T> T found(LookupResult<T> lookup, String kind, String name, boolean optional)
      throws Missing {
    return switch (lookup) {
      case LookupResult.Found<T>(var object) -> object;
      case LookupResult.Missing<T>() when optional -> null;
      case LookupResult.Missing<T>() ->
          throw new Missing("%s \"%s\" not found".formatted(kind, name));
      case LookupResult.Unknown<T>(var why) -> throw new Missing(why);
    };
  }

  private static Map<String, byte[]> data(ConfigMap map) {
    var data = new HashMap<String, byte[]>();
    if (map.getData() != null) {
      map.getData().forEach((k, v) -> data.put(k, v.getBytes(StandardCharsets.UTF_8)));
    }
    decode(map.getBinaryData(), data);
    return data;
  }

  private static Map<String, byte[]> data(Secret secret) {
    var data = new HashMap<String, byte[]>();
    decode(secret.getData(), data);
    return data;
  }

  private static void decode(Map<String, String> encoded, Map<String, byte[]> data) {
    if (encoded != null) {
      encoded.forEach((k, v) -> data.put(k, Base64.getMimeDecoder().decode(v)));
    }
  }

  private static int mode(Integer mode) {
    return mode == null ? DEFAULT_MODE : mode;
  }

  private static boolean is(Boolean flag) {
    return Boolean.TRUE.equals(flag);
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : list;
  }

  private static final class Missing extends Exception {
    Missing(String why) {
      super(why, null, false, false);
    }
  }
}
