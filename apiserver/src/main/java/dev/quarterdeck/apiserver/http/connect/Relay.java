package dev.quarterdeck.apiserver.http.connect;

import dev.quarterdeck.apiserver.connect.ProxyLocation;
import dev.quarterdeck.apiserver.connect.Target;
import dev.quarterdeck.apiserver.http.head.AnswerHead;
import dev.quarterdeck.apiserver.http.head.HttpCall;
import dev.quarterdeck.apiserver.http.watch.KeptOpen;
import dev.quarterdeck.apiserver.request.Exchange;
import dev.quarterdeck.apiserver.request.Reply;
import dev.quarterdeck.client.stream.UpgradeTarget;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** Sends a request on over HTTP and passes the answer back as it comes, at the client's pace. */
public final class Relay {

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  /** What a proxied server does is its own affair; a client that leaves ends it sooner. */
  private static final Duration FORWARDED_WITHIN = Duration.ofMinutes(10);

  private static final int MAX_ERROR_BYTES = 8 * 1024;

  private static final Set<String> NOT_PASSED_ON =
      Set.of(
          "connection",
          "upgrade",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "host",
          "proxy-connection",
          "proxy-authorization",
          "authorization",
          "content-length");

  private final Dialers dialers;

  /**
   * @param kubelets reaches node agents
   */
  public Relay(Vertx vertx, KubeletDialer kubelets) {
    this.dialers = Dialers.of(vertx, kubelets);
  }

  /**
   * Fetches from a node agent; what it refuses becomes a Status.
   *
   * @throws ApiFault with the agent's own words
   */
  Reply fetch(HttpCall call, Exchange exchange, Target target, Runnable ended) {
    var answer = get(target);
    cancelWith(call, answer.request());
    if (call.response().closed()) {
      answer.request().reset(); // The client went while the agent was asked.
    }
    pass(call, exchange, answer, null, ended);
    return new Reply.Streaming(200);
  }

  /**
   * Asks a node agent; nothing of the answer's body passes before it is resumed.
   *
   * @throws ApiFault with the agent's own words
   */
  public HttpClientResponse get(Target target) {
    var request = dialers.to(target.via()).requests().request(options(target, HttpMethod.GET));
    try {
      var answer = request.compose(asked -> answer(asked, Buffer.buffer()));
      var response = Waiting.on(answer, ANSWER_WITHIN);
      if (response.statusCode() != 200) {
        throw refusal(response);
      }
      return response;
    } catch (RuntimeException failed) {
      request.onSuccess(HttpClientRequest::reset); // Nobody waits for the answer any more.
      throw failed;
    }
  }

  private static RequestOptions options(Target target, HttpMethod method) {
    return new RequestOptions()
        .setMethod(method)
        .setHost(target.host())
        .setPort(target.port())
        .setURI(target.uri());
  }

  /**
   * Forwards the whole request; whatever the target answers is the answer.
   *
   * @param prefix the path under which the target is seen here
   */
  Reply forward(HttpCall call, Exchange exchange, Target target, String prefix, Runnable ended) {
    var body = Buffer.buffer(exchange.body().bytes());
    var method = call.request().method();
    var answer = ask(call, exchange, target, method, body);
    var location = new ProxyLocation(prefix, target.authority(), host(call));
    pass(call, exchange, answer, location, ended);
    return new Reply.Streaming(answer.statusCode());
  }

  /** Forwards a request to switch protocols, and pipes what follows. */
  Reply pipe(HttpCall call, Exchange exchange, Target target, Runnable ended) {
    var wanted =
        UpgradeTarget.of(target.host(), target.port(), target.uri())
            .header("Host", host(call))
            .header("X-Forwarded-For", forwardedFor(exchange))
            .withhold("Authorization");
    var opened = call.tunnel().open(dialers.to(target.via()).upgrades(), wanted);
    var code = Waiting.on(opened, wanted.answerWithin());
    call.tunnel().ended().onComplete(closed -> ended.run());
    return new Reply.Streaming(code);
  }

  private static String host(HttpCall call) {
    var authority = call.request().authority();
    return authority == null ? "" : authority.toString();
  }

  private static String forwardedFor(Exchange exchange) {
    var before = exchange.header("X-Forwarded-For");
    var client = exchange.origin().address();
    return before == null ? client : before + ", " + client;
  }

  private HttpClientResponse ask(
      HttpCall call, Exchange exchange, Target target, HttpMethod method, Buffer body) {
    var client = dialers.to(target.via()).requests();
    var answer =
        client
            .request(options(target, method))
            .compose(
                request -> {
                  copyHeaders(call, exchange, request);
                  cancelWith(call, request);
                  return answer(request, body);
                });
    return Waiting.on(answer, FORWARDED_WITHIN);
  }

  private static Future<HttpClientResponse> answer(HttpClientRequest request, Buffer body) {
    var paused = request.response().map(Relay::paused);
    request.end(body);
    return paused;
  }

  /** Nothing of the body may pass before somebody takes it. */
  private static HttpClientResponse paused(HttpClientResponse response) {
    response.pause();
    return response;
  }

  private static void copyHeaders(HttpCall call, Exchange exchange, HttpClientRequest request) {
    for (var header : call.request().headers()) {
      if (!NOT_PASSED_ON.contains(header.getKey().toLowerCase(Locale.ROOT))) {
        request.headers().add(header.getKey(), header.getValue());
      }
    }
    request.headers().set("X-Forwarded-For", forwardedFor(exchange));
    if (!host(call).isEmpty()) {
      request.headers().set("Host", host(call));
    }
  }

  private static void cancelWith(HttpCall call, HttpClientRequest request) {
    call.response().closeHandler(gone -> request.reset());
  }

  /**
   * @param location null for an answer whose redirects are not rewritten
   */
  private static void pass(
      HttpCall call,
      Exchange exchange,
      HttpClientResponse answer,
      ProxyLocation location,
      Runnable ended) {
    var response = call.response();
    AnswerHead.write(exchange, response);
    response.setStatusCode(answer.statusCode());
    for (var header : answer.headers()) {
      var name = header.getKey().toLowerCase(Locale.ROOT);
      if (location != null && name.equals("location")) {
        response.headers().set(header.getKey(), location.rewrite(header.getValue()));
      } else if (location != null && name.equals("set-cookie")) {
        response.headers().add(header.getKey(), header.getValue());
      } else if (!NOT_PASSED_ON.contains(name)) {
        response.headers().set(header.getKey(), header.getValue());
      }
    }
    var length = answer.getHeader("Content-Length");
    if (length != null) {
      response.putHeader("Content-Length", length);
    } else if (call.request().method() != HttpMethod.HEAD && hasBody(answer.statusCode())) {
      response.setChunked(true);
    }
    var context = call.context();
    var kept = new KeptOpen(context, call.request());
    context.runOnContext(ignored -> kept.begin()); // a followed log may be quiet for long
    var once = new AtomicBoolean();
    answer
        .pipeTo(response)
        .onComplete(
            done -> {
              if (done.failed()) {
                response.reset();
              }
              if (once.compareAndSet(false, true)) {
                context.runOnContext(ignored -> kept.end());
                ended.run();
              }
            });
  }

  private static boolean hasBody(int code) {
    return code != 204 && code != 304;
  }

  private static ApiFault refusal(HttpClientResponse answer) {
    var collected = answer.body();
    answer.resume();
    var body = Waiting.on(collected, ANSWER_WITHIN);
    var text = body.getString(0, Math.min(body.length(), MAX_ERROR_BYTES)).strip();
    return new ApiFault(reason(answer.statusCode()), text);
  }

  private static Reason reason(int code) {
    return switch (code) {
      case 400 -> Reason.BAD_REQUEST;
      case 401, 403 -> Reason.FORBIDDEN;
      case 404 -> Reason.NOT_FOUND;
      case 503 -> Reason.SERVICE_UNAVAILABLE;
      case 504 -> Reason.TIMEOUT;
      default -> Reason.INTERNAL_ERROR;
    };
  }
}
