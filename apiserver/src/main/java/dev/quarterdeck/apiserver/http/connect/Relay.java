package dev.quarterdeck.apiserver.http.connect;

import dev.quarterdeck.apiserver.connect.AgentRefusal;
import dev.quarterdeck.apiserver.connect.Target;
import dev.quarterdeck.apiserver.http.body.BackendAnswer;
import dev.quarterdeck.apiserver.http.connect.Waiting.Refusal;
import dev.quarterdeck.apiserver.http.head.AnswerHead;
import dev.quarterdeck.apiserver.http.head.HttpCall;
import dev.quarterdeck.apiserver.request.Exchange;
import dev.quarterdeck.apiserver.request.Reply;
import dev.quarterdeck.model.ApiFault;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;

/** Sends requests on over HTTP and passes the answers back as they come, at the client's pace. */
public final class Relay {

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
  private static final int MAX_ERROR_BYTES = 50_000;

  private final Dialers dialers;

  /**
   * @param kubelets reaches node agents
   */
  public Relay(Vertx vertx, Dialer kubelets) {
    this.dialers = Dialers.of(vertx, kubelets);
  }

  /** A request that is to be forwarded; see {@link Forwarding}. */
  Forwarding forwarding(
      HttpCall call, Exchange exchange, Target target, String prefix, Runnable ended) {
    return new Forwarding(dialers.to(target.via()), call, exchange, target, prefix, ended);
  }

  /**
   * Passes a log on from a node agent.
   *
   * @param pod whose log it is
   * @throws ApiFault what an agent's refusal becomes
   */
  Reply log(HttpCall call, Exchange exchange, Target target, String pod, Runnable ended) {
    if (LogSocket.asked(call)) {
      var protocol = LogSocket.agree(call);
      new LogSocket(call, get(target, pod), protocol, ended).open();
      return new Reply.Streaming(101);
    }
    var log = get(target, pod);
    call.response().closeHandler(gone -> log.reset());
    if (call.response().closed()) {
      log.reset(); // The client went while the agent was asked.
    }
    AnswerHead.write(exchange, call.response());
    call.response().putHeader("Content-Type", "text/plain").setChunked(true);
    AnswerPipe.begin(call, log, ended);
    return new Reply.Streaming(200);
  }

  /**
   * Asks a node agent for a log; nothing of the answer's body passes before it is resumed.
   *
   * @param pod whose log it is
   * @throws ApiFault what an agent's refusal becomes
   */
  public BackendAnswer get(Target target, String pod) {
    var dialer = dialers.to(target.via());
    var refusal =
        Refusal.ofGet(dialer.scheme() + "://" + target.authority() + target.uri(), target);
    var request = dialer.requests().request(options(target, HttpMethod.GET));
    try {
      var answer = request.compose(asked -> answer(asked, Buffer.buffer()));
      var response = Waiting.on(answer, ANSWER_WITHIN, refusal);
      if (response.statusCode() < 200 || response.statusCode() > 206) {
        throw refused(response, pod, refusal);
      }
      return response;
    } catch (RuntimeException failed) {
      request.onSuccess(HttpClientRequest::reset); // Nobody waits for the answer any more.
      throw failed;
    }
  }

  static RequestOptions options(Target target, HttpMethod method) {
    return new RequestOptions()
        .setMethod(method)
        .setHost(target.host())
        .setPort(target.port())
        .setURI(target.uri());
  }

  /** Sends the request; the answer comes paused. */
  static Future<BackendAnswer> answer(HttpClientRequest request, Buffer body) {
    var paused = request.response().map(BackendAnswer::pause);
    request.end(body);
    return paused;
  }

  private static ApiFault refused(BackendAnswer answer, String pod, Refusal refusal) {
    var body = Waiting.on(answer.whole(), ANSWER_WITHIN, refusal);
    var text = body.getString(0, Math.min(body.length(), MAX_ERROR_BYTES));
    return AgentRefusal.of(answer.statusCode(), text, pod);
  }
}
