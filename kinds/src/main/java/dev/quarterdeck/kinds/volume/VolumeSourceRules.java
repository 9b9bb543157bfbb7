package dev.quarterdeck.kinds.volume;

import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.Arrays;
import java.util.Locale;

/**
 * The rules on where a volume's data comes from, in pods and in PersistentVolumes alike, besides
 * those of the facts table.
 */
public final class VolumeSourceRules {

  private static final int MAX_DRIVER_NAME = 63;

  private VolumeSourceRules() {}

  /** Checks a source of a type that pods and PersistentVolumes share. */
  public static void check(Field source, String type) {
    switch (type) {
      case "hostPath" -> noWayUp(source.get("path"));
      case "nfs" -> {
        var path = source.get("path");
        if (path.present() && !path.text().startsWith("/")) {
          path.invalid("must be an absolute path");
        }
      }
      default -> {}
    }
  }

  public static void noWayUp(Field path) {
    if (Arrays.asList(path.text().split("/")).contains("..")) {
      path.invalid("must not contain '..'");
    }
  }

  /** The name of a CSI driver, wherever one is named. */
  public static void csiDriver(Field name) {
    if (name.needed()) {
      if (name.text().length() > MAX_DRIVER_NAME) {
        name.tooLong(MAX_DRIVER_NAME);
      }
      name.invalidFor(Names.dns1123Subdomain(name.text().toLowerCase(Locale.ROOT)));
    }
  }
}
