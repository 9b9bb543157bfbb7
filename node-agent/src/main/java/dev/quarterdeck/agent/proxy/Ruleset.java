package dev.quarterdeck.agent.proxy;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * The content of a node's table. Names and rules are in nft's language (<a
 * href="https://www.netfilter.org/projects/nftables/manpage.html">nft(8)</a>).
 *
 * @param chains the chains by name
 * @param sets the sets and maps by name
 */
record Ruleset(SortedMap<String, Chain> chains, SortedMap<String, Elements> sets) {

  /**
   * A chain.
   *
   * @param hook the hook of a base chain, such as {@code type nat hook output priority -100;};
   *     empty for a regular chain
   */
  record Chain(String hook, List<String> rules) {}

  /** A set, map or dynamic set. */
  sealed interface Elements {

    /** The keyword: {@code set} or {@code map}. */
    String kind();

    /** The type and flags, each with a semicolon at its end. */
    String definition();
  }

  /** A set or map with the elements of this ruleset. */
  record Fixed(String kind, String definition, SortedSet<String> elements) implements Elements {}

  /** A dynamic set: packets add its elements, which stay when the ruleset is replaced. */
  record Filled(String definition) implements Elements {
    @Override
    public String kind() {
      return "set";
    }
  }
}
