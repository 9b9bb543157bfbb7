package dev.quarterdeck.kinds.pod;

import dev.quarterdeck.machinery.validation.Field;
import java.util.ArrayList;
import java.util.List;

/** Advice on volumes that put two files at one path, or one below another. */
final class VolumePathWarnings {

  /**
   * A path in a volume.
   *
   * @param source where its content comes from; empty where that is clear
   */
  private record Place(String path, String source) {

    static Place of(String path, String source) {
      return new Place(path.replaceFirst("/+$", ""), source);
    }

    boolean overlaps(Place other) {
      return !path.isEmpty()
          && !other.path.isEmpty()
          && ((other.path + "/").startsWith(path + "/")
              || (path + "/").startsWith(other.path + "/"));
    }

    @Override
    public String toString() {
      return "\"" + path + "\"" + (source.isEmpty() ? "" : " (" + source + ")");
    }
  }

  private VolumePathWarnings() {}

  static void collect(Field volumes, List<String> warnings) {
    for (var volume : volumes.items()) {
      var configMap = volume.get("configMap");
      var secret = volume.get("secret");
      single(volume, configMap, "ConfigMap " + quoted(configMap.get("name")), warnings);
      single(volume, secret, "Secret " + quoted(secret.get("secretName")), warnings);
      single(volume, volume.get("downwardAPI"), "DownwardAPI", warnings);
      projected(volume, warnings);
    }
  }

  private static void single(Field volume, Field source, String name, List<String> warnings) {
    overlaps(volume, name, items(source, ""), new ArrayList<>(), warnings);
  }

  private static void projected(Field volume, List<String> warnings) {
    var known = new ArrayList<Place>();
    for (var source : volume.get("projected", "sources").items()) {
      if (source.node().isEmpty()) {
        warnings.add(
            "volume %s (Projected) has no sources provided".formatted(quoted(volume.get("name"))));
      } else {
        overlaps(volume, "Projected", places(source), known, warnings);
      }
    }
  }

  private static List<Place> places(Field source) {
    var places = new ArrayList<Place>();
    var configMap = source.get("configMap");
    var secret = source.get("secret");
    var bundle = source.get("clusterTrustBundle");
    var certificate = source.get("podCertificate");
    places.addAll(items(configMap, "ConfigMap " + quoted(configMap.get("name"))));
    places.addAll(items(secret, "Secret " + quoted(secret.get("name"))));
    places.addAll(items(source.get("downwardAPI"), ""));
    add(source.get("serviceAccountToken", "path"), "ServiceAccountToken", places);
    var named = bundle.get("name").given() ? bundle.get("name") : bundle.get("signerName");
    add(bundle.get("path"), "ClusterTrustBundle " + quoted(named), places);
    add(certificate.get("certificateChainPath"), "PodCertificate chain", places);
    add(certificate.get("keyPath"), "PodCertificate key", places);
    add(certificate.get("credentialBundlePath"), "PodCertificate credential bundle", places);
    return places;
  }

  private static void add(Field path, String source, List<Place> places) {
    if (path.present()) {
      places.add(Place.of(path.text(), source));
    }
  }

  private static List<Place> items(Field source, String name) {
    return source.get("items").items().stream()
        .map(item -> Place.of(item.get("path").text(), name))
        .toList();
  }

  private static void overlaps(
      Field volume, String source, List<Place> places, List<Place> known, List<String> warnings) {
    for (var place : places) {
      for (var other : known) {
        if (place.overlaps(other)) {
          warnings.add(
              "volume %s (%s): overlapping paths: %s with %s"
                  .formatted(quoted(volume.get("name")), source, place, other));
        }
      }
      known.add(place);
    }
  }

  private static String quoted(Field name) {
    return "\"" + name.text() + "\"";
  }
}
