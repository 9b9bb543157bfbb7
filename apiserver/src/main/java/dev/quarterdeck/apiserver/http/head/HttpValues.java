package dev.quarterdeck.apiserver.http.head;

import dev.quarterdeck.apiserver.request.NamedValues;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.function.BiConsumer;

/** Headers or query parameters where the HTTP server has them. */
record HttpValues(MultiMap values) implements NamedValues {

  @Override
  public boolean isEmpty() {
    return values.isEmpty();
  }

  @Override
  public String get(String name) {
    return values.get(name);
  }

  @Override
  public List<String> all(String name) {
    return values.getAll(name);
  }

  @Override
  public void each(BiConsumer<String, String> action) {
    for (var value : values) {
      action.accept(value.getKey(), value.getValue());
    }
  }
}
