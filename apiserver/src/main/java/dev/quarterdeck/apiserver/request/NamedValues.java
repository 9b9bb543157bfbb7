package dev.quarterdeck.apiserver.request;

import java.util.List;
import java.util.function.BiConsumer;

/**
 * The headers or the query parameters of a request: texts by name, in any case, several to a name.
 * A door shows its own headers through this, so that nothing is copied.
 */
public interface NamedValues {

  NamedValues NONE =
      new NamedValues() {
        @Override
        public boolean isEmpty() {
          return true;
        }

        @Override
        public String get(String name) {
          return null;
        }

        @Override
        public List<String> all(String name) {
          return List.of();
        }

        @Override
        public void each(BiConsumer<String, String> action) {}
      };

  boolean isEmpty();

  /** The first value; null when there is none. */
  String get(String name);

  /** All values, in order. */
  List<String> all(String name);

  /** Runs {@code action} with each name and value, in order. */
  void each(BiConsumer<String, String> action);

  default boolean has(String name) {
    return get(name) != null;
  }

  /** The first value; empty when there is none. */
  default String text(String name) {
    var value = get(name);
    return value == null ? "" : value;
  }

  /** Whether it says yes. A parameter without a value does: {@code ?watch}. */
  default boolean flag(String name) {
    var value = get(name);
    return switch (value) {
      case null -> false;
      case "false", "0", "f", "F", "False", "FALSE" -> false;
      default -> true;
    };
  }
}
