package dev.quarterdeck.kinds.pod;

import dev.quarterdeck.kinds.volume.VolumeSourceRules;
import dev.quarterdeck.machinery.validation.Field;
import java.util.HashSet;
import java.util.Map;

/** The rules on a container's volume mounts and devices. */
final class MountRules {

  private MountRules() {}

  static void check(Field container, Map<String, Field> volumes) {
    var paths = new HashSet<String>();
    for (var mount : container.get("volumeMounts").items()) {
      mount(mount, volumes);
      var path = mount.get("mountPath");
      if (path.present() && !paths.add(path.text())) {
        path.invalid("must be unique");
      }
    }
  }

  private static void mount(Field mount, Map<String, Field> volumes) {
    var name = mount.get("name");
    if (name.present() && !volumes.containsKey(name.text())) {
      name.notFound();
    }
    var subPath = mount.get("subPath");
    var expression = mount.get("subPathExpr");
    if (subPath.present() && expression.present()) {
      expression.invalid("subPathExpr and subPath are mutually exclusive");
    }
    localPath(subPath);
    localPath(expression);
  }

  /** A path inside a volume: relative and without a way out. */
  static void localPath(Field path) {
    if (path.text().startsWith("/")) {
      path.invalid("must be a relative path");
    }
    VolumeSourceRules.noWayUp(path);
  }
}
