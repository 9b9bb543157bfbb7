package dev.quarterdeck.agent.proxy;

import dev.quarterdeck.agent.proxy.Ruleset.Chain;
import dev.quarterdeck.agent.proxy.Ruleset.Elements;
import dev.quarterdeck.agent.proxy.Ruleset.Filled;
import dev.quarterdeck.agent.proxy.Ruleset.Fixed;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Builds a ruleset. All its parts are sorted, so that equal Services give equal rulesets. */
final class RulesetBuilder {

  private final SortedMap<String, Chain> chains = new TreeMap<>();
  private final SortedMap<String, Elements> sets = new TreeMap<>();

  void hook(String name, String hook, List<String> rules) {
    chains.put(name, new Chain(hook, List.copyOf(rules)));
  }

  void chain(String name, List<String> rules) {
    hook(name, "", rules);
  }

  boolean hasChain(String name) {
    return chains.containsKey(name);
  }

  void set(String name, String type) {
    sets.put(name, new Fixed("set", "type " + type + ";", new TreeSet<>()));
  }

  void map(String name, String type) {
    sets.put(name, new Fixed("map", "type " + type + ";", new TreeSet<>()));
  }

  /**
   * Declares a dynamic set of client addresses, each of which expires {@code seconds} after its
   * last update.
   */
  void clients(String name, int seconds) {
    sets.put(
        name,
        new Filled("type ipv4_addr; size 65535; flags dynamic,timeout; timeout " + seconds + "s;"));
  }

  /** Adds an entry to a declared map; of two entries with one key the first stays. */
  void add(String name, String key, String value) {
    var elements = ((Fixed) sets.get(name)).elements();
    var prefix = key + " : ";
    if (elements.tailSet(prefix).stream().findFirst().filter(e -> e.startsWith(prefix)).isEmpty()) {
      elements.add(prefix + value);
    }
  }

  void add(String name, String element) {
    ((Fixed) sets.get(name)).elements().add(element);
  }

  Ruleset build() {
    return new Ruleset(chains, sets);
  }
}
