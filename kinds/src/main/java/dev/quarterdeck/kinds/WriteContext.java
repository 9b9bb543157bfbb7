package dev.quarterdeck.kinds;

import dev.quarterdeck.model.User;
import java.time.Instant;
import java.util.List;

/**
 * What a strategy may know about the write it takes part in.
 *
 * @param subresource empty for the object itself, else {@code status}, {@code scale} …
 * @param user who writes
 * @param now the server's time, whole seconds
 */
public record WriteContext(String subresource, User user, Instant now) {

  public WriteContext(String subresource, String username, Instant now) {
    this(subresource, new User(username, List.of()), now);
  }

  public String username() {
    return user.name();
  }

  public boolean isStatus() {
    return "status".equals(subresource);
  }
}
