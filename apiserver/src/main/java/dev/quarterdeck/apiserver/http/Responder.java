package dev.quarterdeck.apiserver.http;

import dev.quarterdeck.model.ApiFault;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes answers and turns failures into Status objects. */
final class Responder {

  private static final Logger LOG = LoggerFactory.getLogger(Responder.class);

  /** Unless its quality is zero. */
  private static final Pattern GZIP = Pattern.compile("\\s*gzip\\s*(;(?!\\s*q=0(\\.0*)?\\s*$).*)?");

  /** An answer that is at hand. */
  void send(Exchange exchange, Reply.Whole reply) {
    var packed = reply.headers().containsKey("Content-Encoding");
    if (exchange.method().equals("HEAD")) {
      exchange
          .request()
          .response()
          .putHeader("Content-Length", Integer.toString(reply.body().length));
    }
    send(
        exchange,
        reply.code(),
        reply.contentType(),
        reply.headers(),
        !packed && acceptsGzip(exchange),
        out -> out.write(reply.body()));
  }

  /** An answer that is made while it is sent. */
  void send(Exchange exchange, Reply.Large reply) {
    send(
        exchange,
        reply.code(),
        reply.contentType(),
        Map.of(),
        acceptsGzip(exchange),
        reply.content());
  }

  private void send(
      Exchange exchange,
      int code,
      String contentType,
      Map<String, String> headers,
      boolean packs,
      Reply.Content content) {
    var response = exchange.request().response();
    if (response.ended() || response.closed()) {
      return;
    }
    common(exchange, response);
    response.setStatusCode(code).putHeader("Content-Type", contentType);
    headers.forEach(response::putHeader);
    var body = new AnswerBody(response, packs);
    try {
      if (exchange.method().equals("HEAD")) {
        response.end();
      } else {
        content.writeTo(body);
        body.end();
      }
    } catch (IOException | RuntimeException failure) {
      broken(exchange, body, failure);
    }
  }

  /** What has begun cannot become another answer: it is cut, so that nobody takes it for whole. */
  private void broken(Exchange exchange, AnswerBody body, Exception failure) {
    var response = exchange.request().response();
    if (failure instanceof IOException || response.closed()) {
      LOG.debug("answer cut off path={} cause={}", exchange.path(), failure.getMessage());
    } else {
      var fault = RequestPath.fault(exchange, failure);
      if (!body.begun()) {
        response.headers().clear();
        send(exchange, refusal(exchange, fault));
        return;
      }
    }
    response.reset(); // Over HTTP/2 the stream alone: others share the connection.
  }

  /** The headers every answer carries, streams included. */
  static void common(Exchange exchange, HttpServerResponse response) {
    response
        .putHeader("Audit-Id", exchange.auditId())
        .putHeader("Cache-Control", "no-cache, private");
    for (var warning : exchange.warnings()) {
      response.headers().add("Warning", "299 - \"" + escaped(warning) + "\"");
    }
  }

  private static String escaped(String warning) {
    var text = new StringBuilder(warning.length());
    warning
        .codePoints()
        .filter(c -> c >= ' ' && c != 127)
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                text.append('\\');
              }
              text.append(c < 127 ? Character.toString(c) : "?");
            });
    return text.toString();
  }

  static boolean acceptsGzip(Exchange exchange) {
    var accept = exchange.header("Accept-Encoding");
    if (accept == null) {
      return false;
    }
    for (var coding : accept.split(",")) {
      if (GZIP.matcher(coding).matches()) {
        return true;
      }
    }
    return false;
  }

  /** A failure as a Status. */
  static Reply.Whole refusal(Exchange exchange, ApiFault fault) {
    var retry = fault.details().retryAfter();
    var headers =
        retry.isZero()
            ? Map.<String, String>of()
            : Map.of("Retry-After", Long.toString(Math.max(1, retry.toSeconds())));
    var form = Negotiation.ofStatus(exchange);
    return new Reply.Whole(
        fault.code(), Presenter.status(fault.toStatus(), form), form.contentType(), headers);
  }
}
