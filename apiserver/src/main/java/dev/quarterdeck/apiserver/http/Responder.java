package dev.quarterdeck.apiserver.http;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes answers and turns failures into Status objects. */
final class Responder {

  private static final Logger LOG = LoggerFactory.getLogger(Responder.class);

  /** Smaller answers are sent as they are (Kubernetes' threshold). */
  private static final int COMPRESS_FROM = 128 * 1024;

  /** More is handed to the socket at the client's pace: what it does not read, TLS would hold. */
  private static final int AT_ONCE = 256 * 1024;

  void send(Exchange exchange, Reply.Whole reply) {
    var response = exchange.request().response();
    if (response.ended() || response.closed()) {
      return;
    }
    var body = reply.body();
    common(exchange, response);
    response.setStatusCode(reply.code()).putHeader("Content-Type", reply.contentType());
    reply.headers().forEach(response::putHeader);
    if (body.length > COMPRESS_FROM
        && !reply.headers().containsKey("Content-Encoding")
        && acceptsGzip(exchange)) {
      body = gzip(body);
      response.putHeader("Content-Encoding", "gzip").putHeader("Vary", "Accept-Encoding");
    }
    if (exchange.method().equals("HEAD")) {
      response.putHeader("Content-Length", Integer.toString(body.length)).end();
    } else if (body.length > AT_ONCE) {
      var large = body;
      stream(exchange, out -> out.write(large));
    } else {
      response.end(Buffer.buffer(body));
    }
  }

  void send(Exchange exchange, Reply.Large reply) {
    var response = exchange.request().response();
    common(exchange, response);
    response.setStatusCode(reply.code()).putHeader("Content-Type", reply.contentType());
    if (exchange.method().equals("HEAD")) {
      response.end();
      return;
    }
    var packed = acceptsGzip(exchange);
    if (packed) {
      response.putHeader("Content-Encoding", "gzip").putHeader("Vary", "Accept-Encoding");
    }
    stream(
        exchange,
        body -> {
          if (packed) {
            try (var gzip = new FastGzip(body)) {
              reply.content().writeTo(gzip);
            }
          } else {
            reply.content().writeTo(body);
          }
        });
  }

  /** A client that goes away in the middle has had its answer: what it was asked over is cut. */
  private static void stream(Exchange exchange, Reply.Content content) {
    var response = exchange.request().response();
    try (var body = new ResponseStream(response)) {
      content.writeTo(body);
    } catch (IOException | IllegalStateException gone) { // Vert.x' for writing to what is closed
      LOG.debug("answer cut off path={} cause={}", exchange.path(), gone.getMessage());
      response.reset(); // Over HTTP/2 the stream alone: others share the connection.
    }
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
    return accept != null && accept.contains("gzip");
  }

  /** Lists repeat themselves so much that more effort would hardly gain anything. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, 16 * 1024);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  private static byte[] gzip(byte[] body) {
    var out = new ByteArrayOutputStream(body.length / 4);
    try (var gzip = new FastGzip(out)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    return out.toByteArray();
  }

  /** A failure as a Status. */
  static Reply.Whole refusal(ApiFault fault) {
    var retry = fault.details().retryAfter();
    var headers =
        retry.isZero()
            ? java.util.Map.<String, String>of()
            : java.util.Map.of("Retry-After", Long.toString(Math.max(1, retry.toSeconds())));
    return new Reply.Whole(fault.code(), Json.write(fault.toStatus()), "application/json", headers);
  }
}
