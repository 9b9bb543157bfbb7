package dev.quarterdeck.apiserver.http;

import dev.quarterdeck.apiserver.answer.Negotiation;
import dev.quarterdeck.apiserver.answer.Presenter;
import dev.quarterdeck.apiserver.http.body.AnswerCut;
import dev.quarterdeck.apiserver.http.body.SendBudget;
import dev.quarterdeck.apiserver.http.head.AnswerHead;
import dev.quarterdeck.apiserver.request.Exchange;
import dev.quarterdeck.apiserver.request.Reply;
import dev.quarterdeck.apiserver.request.RequestPath;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.model.User;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one request's answer, for which there must be room among those that wait to be read. */
final class Responder {

  private static final Logger LOG = LoggerFactory.getLogger(Responder.class);

  /** What an answer takes besides its body, roughly. */
  private static final int HEAD_BYTES = 1024;

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final SendBudget budget;

  Responder(HttpServerRequest request, SendBudget budget) {
    this.request = request;
    this.response = request.response();
    this.budget = budget;
  }

  /** An answer, however it comes. */
  private record Answer(
      int code,
      String contentType,
      Map<String, String> headers,
      boolean packs,
      Reply.Content content) {}

  /**
   * Sends an answer that is at hand.
   *
   * @return the status that was sent
   */
  int send(Exchange exchange, Reply.Whole reply) {
    var size = reply.body().length;
    return budget
        .now(payer(exchange), HEAD_BYTES + size, this::cut)
        .map(sending -> send(exchange, answer(exchange, reply), sending))
        .orElseGet(() -> refuse(exchange));
  }

  private Answer answer(Exchange exchange, Reply.Whole reply) {
    if (isHead(exchange)) {
      response.putHeader("Content-Length", Integer.toString(reply.body().length));
    }
    return new Answer(
        reply.code(),
        reply.contentType(),
        reply.headers(),
        packs(exchange, reply.headers()),
        out -> out.write(reply.body()));
  }

  private static boolean packs(Exchange exchange, Map<String, String> headers) {
    return !headers.containsKey("Content-Encoding") && Negotiation.acceptsGzip(exchange);
  }

  /**
   * Sends an answer that is made while it is sent. Waits until there is room for it.
   *
   * @return the status that was sent
   */
  int send(Exchange exchange, Reply.Large reply) {
    var answer =
        new Answer(
            reply.code(),
            reply.contentType(),
            reply.headers(),
            packs(exchange, reply.headers()),
            reply.content());
    try {
      return budget
          .await(payer(exchange), HEAD_BYTES + AnswerBody.MAX_BYTES, this::cut)
          .map(sending -> send(exchange, answer, sending))
          .orElseGet(() -> refuse(exchange));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      cut();
      return reply.code();
    }
  }

  /** Anonymous clients are told apart by their addresses. */
  private SendBudget.Payer payer(Exchange exchange) {
    var name = exchange.caller().name();
    return new SendBudget.Payer(
        request.connection(),
        name.equals(User.ANONYMOUS.name()) ? name + " " + exchange.origin().address() : name);
  }

  /** What its client does not read. */
  private void cut() {
    LOG.debug("answer cut off path={} cause=\"the client does not read\"", request.path());
    AnswerCut.cut(request);
  }

  /** So short that it counts for nothing. */
  private int refuse(Exchange exchange) {
    var fault =
        new ApiFault(
            Reason.TOO_MANY_REQUESTS,
            "Too many answers wait to be read by this client, please try again later.",
            new ApiFault.Details("", "", "", List.of(), Duration.ofSeconds(1)));
    return send(exchange, answer(exchange, Presenter.refusal(exchange, fault)), null);
  }

  private static boolean isHead(Exchange exchange) {
    return exchange.method().equals("HEAD");
  }

  /**
   * @param sending null for an answer that does not count
   */
  private int send(Exchange exchange, Answer answer, SendBudget.Sending sending) {
    Runnable over = sending == null ? () -> {} : sending::close;
    if (response.ended() || response.closed()) {
      over.run();
      return answer.code;
    }
    AnswerHead.write(exchange, response);
    response.setStatusCode(answer.code).putHeader("Content-Type", answer.contentType);
    answer.headers.forEach(response::putHeader);
    var body =
        new AnswerBody(response, answer.packs, sending == null ? () -> {} : sending::progressed);
    try {
      if (isHead(exchange)) {
        response.end().onComplete(sent -> over.run());
      } else {
        answer.content.writeTo(body);
        body.end().onComplete(sent -> over.run());
      }
      return answer.code;
    } catch (IOException | RuntimeException failure) {
      over.run();
      return broken(exchange, answer.code, body, failure);
    } catch (Error failure) {
      over.run();
      AnswerCut.cut(request);
      throw failure;
    }
  }

  /** What has begun cannot become another answer: it is cut, so that nobody takes it for whole. */
  private int broken(Exchange exchange, int code, AnswerBody body, Exception failure) {
    if (failure instanceof IOException || response.closed()) {
      LOG.debug("answer cut off path={} cause={}", exchange.path(), failure.getMessage());
    } else {
      var fault = RequestPath.fault(exchange, failure);
      if (!body.begun()) {
        response.headers().clear();
        return send(exchange, Presenter.refusal(exchange, fault));
      }
    }
    AnswerCut.cut(request);
    return code;
  }
}
