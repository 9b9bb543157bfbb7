package dev.quarterdeck.apiserver.request;

import dev.quarterdeck.apiserver.verb.VerbRequest;

/**
 * What each door to the API does in its own way, for one request, once its caller is known and
 * allowed. Everything before and after is {@link RequestPath}'s. Called on the request's own
 * virtual thread.
 */
public interface Door {

  /** Everything that is no resource: discovery, version, health and the like. */
  Reply document(Exchange exchange);

  /** Everything of resources but watches and connections. */
  Reply handle(Exchange exchange, ApiVerb verb, VerbRequest request);

  /**
   * Opens a watch whose events this door sends by itself.
   *
   * @param ended to be run once, when the watch is over or did not come to be
   */
  Reply watch(Exchange exchange, VerbRequest request, Runnable ended);

  /**
   * Log, exec, attach, portforward and proxy.
   *
   * @param ended to be run once when the connection is over, however it ends
   */
  Reply connect(Exchange exchange, VerbRequest request, Runnable ended);

  /**
   * Sends an answer; never throws.
   *
   * @return the HTTP status that was sent: another than the reply's when that could not be made
   */
  int answer(Exchange exchange, Reply reply);
}
