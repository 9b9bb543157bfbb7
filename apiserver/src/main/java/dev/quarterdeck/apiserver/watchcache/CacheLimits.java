package dev.quarterdeck.apiserver.watchcache;

/**
 * How much history a cache keeps for watches to resume from.
 *
 * @param maxChanges above zero
 * @param maxWeight bytes, about
 */
public record CacheLimits(int maxChanges, long maxWeight) {

  /** Enough for minutes of a busy kind, at the price of 16 MiB for the busiest. */
  public static final CacheLimits DEFAULT = new CacheLimits(10_000, 16 << 20);
}
