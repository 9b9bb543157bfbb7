package dev.quarterdeck.agent.http;

/** The result of the request of an {@code httpGet} action. */
public sealed interface HttpGetResult {

  /** The server answered, possibly after redirects on the same host. */
  record Answered(int status) implements HttpGetResult {}

  /** The server redirected to another host, which is not followed. */
  record RedirectedAway() implements HttpGetResult {}

  /**
   * The server did not answer.
   *
   * @param message the message of Go's HTTP client, which operators search for
   */
  record Failed(String message) implements HttpGetResult {}

  /** The action names a port that the container does not have; the client sent no request. */
  record NoPort(String message) implements HttpGetResult {}
}
