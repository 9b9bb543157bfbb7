package dev.quarterdeck.apiserver.http;

import dev.quarterdeck.apiserver.answer.Negotiation;
import dev.quarterdeck.apiserver.answer.Presenter;
import dev.quarterdeck.apiserver.http.head.AnswerHead;
import dev.quarterdeck.apiserver.request.Exchange;
import dev.quarterdeck.apiserver.request.Reply;
import dev.quarterdeck.apiserver.request.RequestPath;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one request's answer. */
final class Responder {

  private static final Logger LOG = LoggerFactory.getLogger(Responder.class);

  private final HttpServerResponse response;

  Responder(HttpServerResponse response) {
    this.response = response;
  }

  /**
   * Sends an answer that is at hand.
   *
   * @return the status that was sent
   */
  int send(Exchange exchange, Reply.Whole reply) {
    var packed = reply.headers().containsKey("Content-Encoding");
    if (isHead(exchange)) {
      response.putHeader("Content-Length", Integer.toString(reply.body().length));
    }
    return send(
        exchange,
        reply.code(),
        reply.contentType(),
        reply.headers(),
        !packed && Negotiation.acceptsGzip(exchange),
        out -> out.write(reply.body()));
  }

  /**
   * Sends an answer that is made while it is sent.
   *
   * @return the status that was sent
   */
  int send(Exchange exchange, Reply.Large reply) {
    return send(
        exchange,
        reply.code(),
        reply.contentType(),
        Map.of(),
        Negotiation.acceptsGzip(exchange),
        reply.content());
  }

  private static boolean isHead(Exchange exchange) {
    return exchange.method().equals("HEAD");
  }

  private int send(
      Exchange exchange,
      int code,
      String contentType,
      Map<String, String> headers,
      boolean packs,
      Reply.Content content) {
    if (response.ended() || response.closed()) {
      return code;
    }
    AnswerHead.write(exchange, response);
    response.setStatusCode(code).putHeader("Content-Type", contentType);
    headers.forEach(response::putHeader);
    var body = new AnswerBody(response, packs);
    try {
      if (isHead(exchange)) {
        response.end();
      } else {
        content.writeTo(body);
        body.end();
      }
      return code;
    } catch (IOException | RuntimeException failure) {
      return broken(exchange, code, body, failure);
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
    response.reset(); // Over HTTP/2 the stream alone: others share the connection.
    return code;
  }
}
