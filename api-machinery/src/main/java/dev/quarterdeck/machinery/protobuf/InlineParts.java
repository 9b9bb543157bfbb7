package dev.quarterdeck.machinery.protobuf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The embedded messages of one message. Their fields come scattered among their parent's in JSON
 * and must not be scattered on the wire: not every reader merges what comes twice.
 */
final class InlineParts {

  private static final int USUAL = 64;

  private final Map<Integer, Part> parts = new LinkedHashMap<>();

  private static final class Part {
    final WireOutput own = new WireOutput(USUAL);
    InlineParts nested;
  }

  /** Where a field's bytes go that belongs to the last of these embedded messages. */
  WireOutput of(List<WireField> home) {
    var part = parts.computeIfAbsent(home.getFirst().number(), _ -> new Part());
    if (home.size() == 1) {
      return part.own;
    }
    if (part.nested == null) {
      part.nested = new InlineParts();
    }
    return part.nested.of(home.subList(1, home.size()));
  }

  void writeTo(WireOutput out) {
    parts.forEach(
        (number, part) -> {
          var start = out.begin(number);
          out.append(part.own);
          if (part.nested != null) {
            part.nested.writeTo(out);
          }
          out.end(start);
        });
  }
}
