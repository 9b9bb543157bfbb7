package dev.quarterdeck.agent.http;

/** What became of the request of an {@code httpGet} action. */
public sealed interface HttpGetResult {

  /** The server answered, after redirects on the same host. */
  record Answered(int status) implements HttpGetResult {}

  /** The server redirected to another host, which is not followed. */
  record RedirectedAway() implements HttpGetResult {}

  /**
   * There was no answer.
   *
   * @param message in the words of Go's HTTP client, which operators look for
   */
  record Failed(String message) implements HttpGetResult {}

  /** The action names a port that the container does not have; no request was made. */
  record NoPort(String message) implements HttpGetResult {}
}
