package dev.quarterdeck.apiserver.http;

import dev.quarterdeck.apiserver.verb.VerbRequest;
import dev.quarterdeck.apiserver.verb.Verbs;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;

/** The first door: Kubernetes' REST API. */
final class RestDoor implements Door {

  private final Verbs verbs;
  private final ResourceHandler resources;
  private final Connections connections;
  private final Documents documents;
  private final Presenter presenter;
  private final Responder responder;

  RestDoor(
      Verbs verbs,
      ResourceHandler resources,
      Connections connections,
      Documents documents,
      Presenter presenter,
      Responder responder) {
    this.verbs = verbs;
    this.resources = resources;
    this.connections = connections;
    this.documents = documents;
    this.presenter = presenter;
    this.responder = responder;
  }

  @Override
  public Reply document(Exchange exchange) {
    return documents.answer(exchange);
  }

  @Override
  public Reply handle(Exchange exchange, ApiVerb verb, VerbRequest request) {
    return resources.handle(exchange, verb, request);
  }

  @Override
  public Reply watch(Exchange exchange, VerbRequest request, Runnable ended) {
    var type = request.type();
    var form = Negotiation.ofWatch(exchange, type.resource().apiVersion(), type.kind());
    var include = ResourceHandler.include(exchange);
    presenter.check(form, include);
    if (WatchSocket.isAsked(exchange.request())) {
      var socket = new WatchSocket(exchange, presenter, type, form, include);
      var stream = new WatchStream(exchange, socket, socket, ended);
      begin(request, stream, (start, drop) -> socket.open(exchange.context(), start, drop));
      return new Reply.Streaming(101);
    }
    var lines = new WatchLines(exchange, presenter, type, form, include);
    begin(request, new WatchStream(exchange, lines, ended), (start, drop) -> start.run());
    return new Reply.Streaming(200);
  }

  /** Makes the connection ready, then runs the first, or the second if it cannot be made so. */
  private interface Opening {
    void then(Runnable start, Runnable drop);
  }

  private void begin(VerbRequest request, WatchStream stream, Opening opening) {
    try {
      var opened = verbs.watch().open(request, stream::wake);
      opening.then(() -> stream.start(opened), () -> stream.abandon(opened));
    } catch (RuntimeException failure) {
      if (!(failure instanceof ApiFault fault) || fault.reason() != Reason.EXPIRED) {
        stream.abandon();
        throw failure;
      }
      opening.then(() -> stream.refuse(fault), stream::abandon);
    }
  }

  @Override
  public Reply connect(Exchange exchange, VerbRequest request, ApiPath path, Runnable ended) {
    return connections.connect(exchange, request, path, ended);
  }

  @Override
  public void answer(Exchange exchange, Reply reply) {
    switch (reply) {
      case Reply.Whole whole -> responder.send(exchange, whole);
      case Reply.Large large -> responder.send(exchange, large);
      case Reply.Refused refused ->
          responder.send(exchange, Responder.refusal(exchange, refused.fault()));
      case Reply.Streaming _ -> {}
    }
  }
}
