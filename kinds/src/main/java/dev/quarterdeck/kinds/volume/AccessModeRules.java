package dev.quarterdeck.kinds.volume;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How a volume may be mounted: the rules on it, and the short names tables show. */
final class AccessModeRules {

  private static final List<String> MODES =
      List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");

  /** In the order they are shown. */
  private static final List<Map.Entry<String, String>> SHORT =
      List.of(
          Map.entry("ReadWriteOnce", "RWO"),
          Map.entry("ReadOnlyMany", "ROX"),
          Map.entry("ReadWriteMany", "RWX"),
          Map.entry("ReadWriteOncePod", "RWOP"));

  private static final String ONE_POD = "ReadWriteOncePod";

  private AccessModeRules() {}

  static void check(Field modes, String whenEmpty) {
    if (modes.items().isEmpty()) {
      modes.required(whenEmpty);
    }
    for (var mode : modes.items()) {
      if (!MODES.contains(mode.text())) {
        modes.with(mode.node()).notSupported(MODES);
      }
    }
    var known = Tree.texts(modes.node());
    known.retainAll(MODES);
    if (known.contains(ONE_POD) && !known.stream().allMatch(ONE_POD::equals)) {
      modes.forbidden("may not use ReadWriteOncePod with other access modes");
    }
  }

  /** {@code RWO,ROX}. */
  public static String shown(JsonNode modes) {
    var there = Tree.texts(modes);
    return SHORT.stream()
        .filter(mode -> there.contains(mode.getKey()))
        .map(Map.Entry::getValue)
        .collect(Collectors.joining(","));
  }
}
