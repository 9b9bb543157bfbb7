package dev.quarterdeck.agent.proxy;

import dev.quarterdeck.agent.proxy.Ruleset.Elements;
import dev.quarterdeck.agent.proxy.Ruleset.Filled;
import dev.quarterdeck.agent.proxy.Ruleset.Fixed;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Writes the nft transaction that changes a table's content to a ruleset. The kernel applies a
 * transaction at once, so that no packet meets a part of it. Dynamic sets keep their elements.
 */
final class Transaction {

  private static final Pattern DECLARATION =
      Pattern.compile("^\\s*(chain|set|map) (\\S+) \\{", Pattern.MULTILINE);

  /** The names of a table's chains, sets and maps. */
  record Names(Set<String> chains, Set<String> sets, Set<String> maps) {

    static Names of(Ruleset ruleset) {
      var names =
          new Names(new TreeSet<>(ruleset.chains().keySet()), new TreeSet<>(), new TreeSet<>());
      ruleset
          .sets()
          .forEach((name, set) -> (set.kind().equals("map") ? names.maps : names.sets).add(name));
      return names;
    }

    /**
     * @param listing the output of {@code nft -t list table}
     */
    static Names of(String listing) {
      var names = new Names(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
      var matcher = DECLARATION.matcher(listing);
      while (matcher.find()) {
        var kind =
            switch (matcher.group(1)) {
              case "chain" -> names.chains;
              case "set" -> names.sets;
              default -> names.maps;
            };
        kind.add(matcher.group(2));
      }
      return names;
    }
  }

  private final StringBuilder text = new StringBuilder();
  private final String table;

  private Transaction(String table) {
    this.table = table;
  }

  /**
   * @param table the family and name, such as {@code ip quarterdeck}
   * @param present what the table holds; empty to replace the table whatever it holds
   */
  static String text(String table, Ruleset next, Optional<Names> present) {
    var transaction = new Transaction(table);
    transaction.line("add table " + table);
    present.ifPresentOrElse(
        names -> transaction.clear(next, names), () -> transaction.line("delete table " + table));
    transaction.declare(next);
    present.ifPresent(names -> transaction.removeStale(Names.of(next), names));
    return transaction.text.toString();
  }

  private void clear(Ruleset next, Names present) {
    line("flush table " + table);
    present.maps.forEach(name -> line("flush map " + table + " " + name));
    for (var name : present.sets) {
      if (!(next.sets().get(name) instanceof Filled)) {
        line("flush set " + table + " " + name);
      }
    }
  }

  private void declare(Ruleset next) {
    line("table " + table + " {");
    next.sets().forEach(this::declare);
    next.chains()
        .forEach(
            (name, chain) -> {
              line("chain " + name + " {");
              if (!chain.hook().isEmpty()) {
                line(chain.hook());
              }
              chain.rules().forEach(this::line);
              line("}");
            });
    line("}");
  }

  private void declare(String name, Elements set) {
    line(set.kind() + " " + name + " {");
    line(set.definition());
    if (set instanceof Fixed fixed && !fixed.elements().isEmpty()) {
      line("elements = { " + String.join(", ", fixed.elements()) + " }");
    }
    line("}");
  }

  private void removeStale(Names next, Names present) {
    remove("chain", present.chains, next.chains);
    remove("map", present.maps, next.maps);
    remove("set", present.sets, next.sets);
  }

  private void remove(String kind, Set<String> present, Set<String> next) {
    for (var name : present) {
      if (!next.contains(name)) {
        line("delete " + kind + " " + table + " " + name);
      }
    }
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
