package dev.quarterdeck.apiserver.http;

import dev.quarterdeck.apiserver.answer.Answers;
import dev.quarterdeck.apiserver.answer.Negotiation;
import dev.quarterdeck.apiserver.answer.Presenter;
import dev.quarterdeck.apiserver.answer.ResourceHandler;
import dev.quarterdeck.apiserver.http.body.SendBudget;
import dev.quarterdeck.apiserver.http.connect.Connections;
import dev.quarterdeck.apiserver.http.head.HttpCall;
import dev.quarterdeck.apiserver.http.head.RequestHead;
import dev.quarterdeck.apiserver.http.watch.WatchLines;
import dev.quarterdeck.apiserver.http.watch.WatchSocket;
import dev.quarterdeck.apiserver.http.watch.WatchStream;
import dev.quarterdeck.apiserver.request.ApiVerb;
import dev.quarterdeck.apiserver.request.Door;
import dev.quarterdeck.apiserver.request.Exchange;
import dev.quarterdeck.apiserver.request.Reply;
import dev.quarterdeck.apiserver.verb.VerbRequest;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The first door, for one request: Kubernetes' REST API. */
final class RestDoor implements Door {

  /** How long it is waited to learn what was answered to the wish for a WebSocket. */
  private static final Duration HANDSHAKE = Duration.ofSeconds(10);

  private final Answers answers;
  private final Connections connections;
  private final SendBudget budget;
  private final HttpCall call;

  RestDoor(Answers answers, Connections connections, SendBudget budget, HttpCall call) {
    this.budget = budget;
    this.answers = answers;
    this.connections = connections;
    this.call = call;
  }

  @Override
  public Reply document(Exchange exchange) {
    return answers.documents().answer(exchange);
  }

  @Override
  public Reply handle(Exchange exchange, ApiVerb verb, VerbRequest request) {
    return answers.resources().handle(exchange, verb, request);
  }

  @Override
  public Reply watch(Exchange exchange, VerbRequest request, Runnable ended) {
    var type = request.type();
    var form = Negotiation.ofWatch(exchange, type.resource().apiVersion(), type.kind());
    var include = ResourceHandler.include(exchange);
    var presenter = answers.presenter();
    presenter.check(form, include);
    if (RequestHead.asksForWebSocket(call.request())) {
      RequestHead.withholdToken(call.request());
      var socket = new WatchSocket(call.request(), presenter, type, form, include);
      var stream = new WatchStream(call.context(), call.request(), socket, socket, ended);
      var code = new CompletableFuture<Integer>();
      begin(request, stream, (start, drop) -> open(socket, start, drop, code));
      code.completeOnTimeout(101, HANDSHAKE.toMillis(), TimeUnit.MILLISECONDS);
      return new Reply.Streaming(code.join());
    }
    var lines = new WatchLines(exchange, presenter, type, form, include);
    var stream = new WatchStream(call.context(), call.request(), lines, ended);
    begin(request, stream, (start, drop) -> start.run());
    return new Reply.Streaming(200);
  }

  /** A handshake that is none is answered by the HTTP server itself. */
  private void open(
      WatchSocket socket, Runnable start, Runnable drop, CompletableFuture<Integer> code) {
    socket.open(
        call.context(),
        () -> {
          code.complete(101);
          start.run();
        },
        () -> {
          code.complete(call.response().getStatusCode());
          drop.run();
        });
  }

  /** Makes the connection ready, then runs the first, or the second if it cannot be made so. */
  private interface Opening {
    void then(Runnable start, Runnable drop);
  }

  private void begin(VerbRequest request, WatchStream stream, Opening opening) {
    try {
      var opened = answers.verbs().watch().open(request, stream::wake);
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
  public Reply connect(Exchange exchange, VerbRequest request, Runnable ended) {
    RequestHead.withholdToken(call.request());
    return connections.connect(call, exchange, request, ended);
  }

  @Override
  public int answer(Exchange exchange, Reply reply) {
    var responder = new Responder(call.request(), budget);
    return switch (reply) {
      case Reply.Whole whole -> responder.send(exchange, whole);
      case Reply.Large large -> responder.send(exchange, large);
      case Reply.Refused refused ->
          responder.send(exchange, Presenter.refusal(exchange, refused.fault()));
      case Reply.Streaming begun -> begun.code();
    };
  }
}
