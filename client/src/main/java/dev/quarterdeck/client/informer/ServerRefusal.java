package dev.quarterdeck.client.informer;

import java.io.IOException;

/** The server answered a list or watch with something other than success. */
final class ServerRefusal extends IOException {

  private static final long serialVersionUID = 1L;

  private final int code;
  private final String reason;

  ServerRefusal(int code, String reason, String message) {
    super("%d %s: %s".formatted(code, reason, message));
    this.code = code;
    this.reason = reason;
  }

  /**
   * Whether the server no longer has the version asked for, or does not have it yet, so that only a
   * new list helps. The second happens after the server's store was restored from a backup.
   */
  boolean versionUnusable() {
    return code == 410
        || reason.equals("Expired")
        || reason.equals("Gone")
        || getMessage().contains("Too large resource version");
  }
}
