package dev.quarterdeck.agent.proxy;

import dev.quarterdeck.agent.proxy.Transaction.Names;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Writes rulesets to the table and remembers the last one. From time to time, and after nft has
 * refused a transaction, it reads the table instead. Only one thread may use it.
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
   * Makes the table equal to {@code next}.
   *
   * @return whether the table had to change
   */
  boolean write(Ruleset next) throws IOException, InterruptedException {
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
