package dev.quarterdeck.apiserver.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Named values that are put together one by one. For one thread. */
public final class Parameters implements NamedValues {

  private final Map<String, List<String>> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /** Replaces what there is of that name. */
  public Parameters set(String name, String value) {
    var only = new ArrayList<String>(1);
    only.add(value);
    values.put(name, only);
    return this;
  }

  /** Adds to what there is of that name. */
  public Parameters add(String name, String value) {
    values.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(value);
    return this;
  }

  @Override
  public boolean isEmpty() {
    return values.isEmpty();
  }

  @Override
  public String get(String name) {
    var all = values.get(name);
    return all == null ? null : all.getFirst();
  }

  @Override
  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  @Override
  public void each(BiConsumer<String, String> action) {
    values.forEach((name, all) -> all.forEach(value -> action.accept(name, value)));
  }
}
