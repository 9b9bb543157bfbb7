package dev.quarterdeck.apiserver.registry;

import java.time.Instant;

/**
 * What a strategy may know about the write it takes part in.
 *
 * @param subresource empty for the object itself, else {@code status}, {@code scale} …
 * @param username who writes
 * @param now the server's time, whole seconds
 */
public record WriteContext(String subresource, String username, Instant now) {

  public boolean isStatus() {
    return "status".equals(subresource);
  }
}
