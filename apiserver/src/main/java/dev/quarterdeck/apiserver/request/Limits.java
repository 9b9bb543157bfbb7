package dev.quarterdeck.apiserver.request;

import java.time.Duration;

/**
 * How much is taken on at once.
 *
 * @param reads requests in flight that change nothing
 * @param writes requests in flight that change something
 * @param bodyWithin how long a body may take to arrive
 * @param heap bytes the process may use: bodies get their share of it
 * @param patience with clients that do not read
 */
public record Limits(int reads, int writes, Duration bodyWithin, long heap, Patience patience) {

  /** Kubernetes' defaults. */
  public static final Limits DEFAULT =
      new Limits(
          400, 200, Duration.ofSeconds(30), Runtime.getRuntime().maxMemory(), Patience.DEFAULT);

  /**
   * How long an answer waits for a client that takes nothing.
   *
   * @param reading until the answer is cut
   * @param reason until the reason is dropped, which over gRPC waits behind what the client has not
   *     read
   */
  public record Patience(Duration reading, Duration reason) {
    /** As api.proto promises. */
    public static final Patience DEFAULT =
        new Patience(Duration.ofMinutes(1), Duration.ofMinutes(1));
  }

  public Limits withPatience(Patience other) {
    return new Limits(reads, writes, bodyWithin, heap, other);
  }
}
