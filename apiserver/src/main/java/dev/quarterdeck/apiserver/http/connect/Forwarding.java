package dev.quarterdeck.apiserver.http.connect;

import dev.quarterdeck.apiserver.connect.ProxyLocation;
import dev.quarterdeck.apiserver.connect.Target;
import dev.quarterdeck.apiserver.http.body.BackendAnswer;
import dev.quarterdeck.apiserver.http.connect.Waiting.Refusal;
import dev.quarterdeck.apiserver.http.head.AnswerHead;
import dev.quarterdeck.apiserver.http.head.HttpCall;
import dev.quarterdeck.apiserver.request.Exchange;
import dev.quarterdeck.apiserver.request.Reply;
import dev.quarterdeck.client.stream.UpgradeTarget;
import dev.quarterdeck.model.ApiFault;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * One request that is forwarded whole to a node, a pod or a Service, whatever that answers being
 * the answer, links and redirects aside.
 *
 * @param prefix the path under which the target is seen here
 * @param ended to be run once when it is over
 */
record Forwarding(
    Dialer dialer, HttpCall call, Exchange exchange, Target target, String prefix, Runnable ended) {

  /** What a proxied server does is its own affair; a client that leaves ends it sooner. */
  private static final Duration ANSWER_WITHIN = Duration.ofMinutes(10);

  /** Several of a server's pooled connections may have been closed at the same time. */
  private static final int CLOSED_CONNECTIONS = 3;

  private static final Set<HttpMethod> REPEATABLE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  /** Passes the answer on. */
  Reply forward() {
    var answer = ask();
    var location = location(answer);
    var code = answer.statusCode();
    var hasBody = call.request().method() != HttpMethod.HEAD && code != 204 && code != 304;
    var page =
        location.isEmpty() && hasBody ? HtmlAnswer.of(call, answer) : Optional.<HtmlAnswer>empty();
    if (page.isPresent()) {
      page.get().pass(links(), ANSWER_WITHIN, () -> head(answer));
      ended.run();
    } else {
      head(answer);
      location.ifPresent(there -> call.response().putHeader("Location", there));
      call.response().setChunked(hasBody && answer.header("Content-Length") == null);
      AnswerPipe.begin(call, answer, ended);
    }
    return new Reply.Streaming(code);
  }

  private ProxyLocation links() {
    return new ProxyLocation(prefix, target.authority(), ForwardedHeaders.host(call));
  }

  private Optional<String> location(BackendAnswer answer) {
    try {
      return Optional.ofNullable(answer.header("Location"))
          .filter(location -> !location.isEmpty())
          .map(links()::redirect);
    } catch (ApiFault malformed) {
      answer.reset();
      throw malformed;
    }
  }

  private void head(BackendAnswer answer) {
    AnswerHead.write(exchange, call.response());
    call.response().setStatusCode(answer.statusCode());
    ForwardedHeaders.toClient(answer, call.response().headers());
  }

  /** Asks again, as Go does, when the connection taken from the pool turns out to be closed. */
  private BackendAnswer ask() {
    var repeatable = REPEATABLE.contains(call.request().method());
    return Waiting.on(
        send(repeatable ? CLOSED_CONNECTIONS : 0), ANSWER_WITHIN, Refusal.ofService(target));
  }

  private Future<BackendAnswer> send(int again) {
    return send()
        .recover(
            failure ->
                again > 0 && failure instanceof HttpClosedException
                    ? send(again - 1)
                    : Future.failedFuture(failure));
  }

  private Future<BackendAnswer> send() {
    return dialer
        .requests()
        .request(Relay.options(target, call.request().method()))
        .compose(
            request -> {
              ForwardedHeaders.toTarget(call, exchange, target, prefix, request.headers());
              // A request that is over has given its connection back, perhaps to another one.
              call.response().closeHandler(gone -> resetUnlessOver(request));
              return Relay.answer(request, Buffer.buffer(exchange.body().bytes()));
            });
  }

  private void resetUnlessOver(HttpClientRequest request) {
    if (!call.response().ended()) {
      request.reset();
    }
  }

  /** Forwards a request to switch protocols, and pipes what follows. */
  Reply pipe() {
    var wanted =
        UpgradeTarget.of(target.host(), target.port(), target.uri())
            .header("Host", ForwardedHeaders.host(call))
            .header("X-Forwarded-For", ForwardedHeaders.forwardedFor(exchange))
            .withhold("Authorization");
    var opened = call.tunnel().open(dialer.upgrades(), wanted);
    var code = Waiting.on(opened, wanted.answerWithin(), Refusal.ofUpgrade(target));
    call.tunnel().ended().onComplete(closed -> ended.run());
    return new Reply.Streaming(code);
  }
}
