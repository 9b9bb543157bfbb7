package dev.quarterdeck.scheduler.framework;

/** A plugin failed, or answered what its extension point does not know. */
public final class PluginException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public PluginException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * A failure of one plugin.
   *
   * @param what such as {@code running PreFilter plugin}
   */
  public static PluginException of(String what, Plugin plugin, Throwable cause) {
    return new PluginException(
        "%s \"%s\": %s".formatted(what, plugin.name(), cause.getMessage()), cause);
  }

  /** A status that is an error, or one that the extension point does not know. */
  public static PluginException of(String what, Plugin plugin, Status status) {
    var message =
        switch (status) {
          case Status.Error error -> error.message();
          case Status.Rejection rejection -> rejection.message();
          case Status.Success _, Status.Skip _, Status.Wait _ -> "unexpected status " + status;
        };
    var cause = status instanceof Status.Error error ? error.cause() : null;
    return new PluginException("%s \"%s\": %s".formatted(what, plugin.name(), message), cause);
  }

  /** The status that tells of it. */
  public Status.Error status() {
    return new Status.Error(getMessage(), this);
  }
}
