package dev.quarterdeck.agent.proxy;

import dev.quarterdeck.agent.proxy.Transaction.Names;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Brings the table to a ruleset and remembers what it holds; used by one thread. Now and then, and
 * after a refusal, it looks instead of remembering.
 */
final class TableWriter {

  private final Nft nft;
  private final String table;
  private final Duration lookPeriod;
  private final InstantSource clock;
  private Ruleset applied;
  private Instant lookedAt = Instant.EPOCH;
  private boolean refused;

  TableWriter(Nft nft, String table, Duration lookPeriod, InstantSource clock) {
    this.nft = nft;
    this.table = table;
    this.lookPeriod = lookPeriod;
    this.clock = clock;
  }

  /**
   * @return whether anything had to be written
   */
  boolean bring(Ruleset next) throws IOException, InterruptedException {
    var look = !clock.instant().isBefore(lookedAt.plus(lookPeriod));
    if (!look && next.equals(applied)) {
      return false;
    }
    var present =
        refused ? Optional.<Names>empty() : look ? look() : Optional.of(Names.of(applied));
    applied = null;
    refused = true;
    nft.apply(Transaction.text(table, next, present));
    refused = false;
    applied = next;
    return true;
  }

  private Optional<Names> look() throws IOException, InterruptedException {
    var names = nft.list(table).map(Names::of);
    lookedAt = clock.instant();
    return names;
  }

  void delete() throws IOException, InterruptedException {
    applied = null;
    nft.delete(table);
  }
}
