package dev.quarterdeck.agent.proxy;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What a node's table holds, as data. Names and rules are in nft's own language (<a
 * href="https://www.netfilter.org/projects/nftables/manpage.html">nft(8)</a>).
 *
 * @param chains by name
 * @param sets by name; maps count as sets here
 */
record Ruleset(SortedMap<String, Chain> chains, SortedMap<String, Elements> sets) {

  /**
   * A chain.
   *
   * @param hook where the kernel enters it, such as {@code type nat hook output priority -100;};
   *     empty for a chain that others jump to
   */
  record Chain(String hook, List<String> rules) {}

  /** A set, map or dynamic set. */
  sealed interface Elements {

    /** {@code set} or {@code map}. */
    String kind();

    /** Type and flags, each ended by a semicolon. */
    String definition();
  }

  /** A set or map whose elements this ruleset says. */
  record Fixed(String kind, String definition, SortedSet<String> elements) implements Elements {}

  /** A set that packets fill: what is in it outlives a new ruleset. */
  record Filled(String definition) implements Elements {
    @Override
    public String kind() {
      return "set";
    }
  }
}
