package dev.quarterdeck.kinds.volume;

import static java.util.Map.entry;

import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The rules on where a volume's data comes from, in pods and in PersistentVolumes alike. */
public final class VolumeSourceRules {

  private static final int MAX_DRIVER_NAME = 63;
  private static final List<String> HOST_PATH_TYPES =
      List.of(
          "",
          "DirectoryOrCreate",
          "Directory",
          "FileOrCreate",
          "File",
          "Socket",
          "CharDevice",
          "BlockDevice");

  /** What a source cannot do without, where that is all there is to say about it. */
  private static final Map<String, List<String>> REQUIRED =
      Map.ofEntries(
          entry("awsElasticBlockStore", List.of("volumeID")),
          entry("azureDisk", List.of("diskName", "diskURI")),
          entry("azureFile", List.of("secretName", "shareName")),
          entry("cephfs", List.of("monitors")),
          entry("cinder", List.of("volumeID")),
          entry("fc", List.of()),
          entry("flexVolume", List.of("driver")),
          entry("flocker", List.of()),
          entry("gcePersistentDisk", List.of("pdName")),
          entry("glusterfs", List.of("endpoints", "path")),
          entry("iscsi", List.of("targetPortal", "iqn")),
          entry("photonPersistentDisk", List.of("pdID")),
          entry("portworxVolume", List.of("volumeID")),
          entry("quobyte", List.of("registry", "volume")),
          entry("rbd", List.of("monitors", "image")),
          entry("scaleIO", List.of("gateway", "system", "volumeName")),
          entry("storageos", List.of()),
          entry("vsphereVolume", List.of("volumePath")));

  private VolumeSourceRules() {}

  /** Checks a source of a type that pods and PersistentVolumes share. */
  public static void check(Field source, String type) {
    switch (type) {
      case "hostPath" -> hostPath(source);
      case "nfs" -> nfs(source);
      default -> REQUIRED.getOrDefault(type, List.of()).forEach(name -> needs(source, name));
    }
  }

  /** Refuses a source without the field. */
  public static void needs(Field source, String name) {
    var field = source.get(name);
    if (field.absent() || field.node().isArray() && field.node().isEmpty()) {
      field.required("");
    }
  }

  private static void hostPath(Field source) {
    needs(source, "path");
    noWayUp(source.get("path"));
    if (!HOST_PATH_TYPES.contains(source.get("type").text())) {
      source.get("type").notSupported(HOST_PATH_TYPES);
    }
  }

  private static void nfs(Field source) {
    needs(source, "server");
    needs(source, "path");
    if (source.get("path").present() && !source.get("path").text().startsWith("/")) {
      source.get("path").invalid("must be an absolute path");
    }
  }

  public static void noWayUp(Field path) {
    if (Arrays.asList(path.text().split("/")).contains("..")) {
      path.invalid("must not contain '..'");
    }
  }

  /** The name of a CSI driver, wherever one is named. */
  public static void csiDriver(Field name) {
    if (name.absent()) {
      name.required("");
      return;
    }
    if (name.text().length() > MAX_DRIVER_NAME) {
      name.tooLong(MAX_DRIVER_NAME);
    }
    name.invalidFor(Names.dns1123Subdomain(name.text().toLowerCase(Locale.ROOT)));
  }
}
