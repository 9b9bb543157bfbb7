package dev.quarterdeck.apiserver.http.connect;

import dev.quarterdeck.apiserver.connect.HtmlLinks;
import dev.quarterdeck.apiserver.connect.ProxyLocation;
import dev.quarterdeck.apiserver.http.body.BackendAnswer;
import dev.quarterdeck.apiserver.http.body.BackendBody;
import dev.quarterdeck.apiserver.http.body.ResponseStream;
import dev.quarterdeck.apiserver.http.head.HttpCall;
import dev.quarterdeck.apiserver.http.watch.KeptOpen;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A page that comes from a proxied server, whose links are rewritten while it passes. It leaves as
 * it came: as it is, in gzip or deflated.
 *
 * @param encoding the answer's Content-Encoding
 */
record HtmlAnswer(HttpCall call, BackendAnswer answer, String encoding) {

  private static final Logger LOG = LoggerFactory.getLogger(HtmlAnswer.class);
  private static final Set<String> READABLE = Set.of("", "gzip", "deflate");
  private static final int BUFFER = 16 * 1024;

  /** Empty when the answer is no page, or none that can be read. */
  static Optional<HtmlAnswer> of(HttpCall call, BackendAnswer answer) {
    var type = answer.header("Content-Type");
    if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("text/html")) {
      return Optional.empty();
    }
    var encoding = answer.header("Content-Encoding");
    return Optional.of(new HtmlAnswer(call, answer, encoding == null ? "" : encoding))
        .filter(page -> READABLE.contains(page.encoding));
  }

  /**
   * Passes the page on; returns when it is over.
   *
   * @param head writes the answer's head, once the page is known to be readable
   * @param patience how long the server may send nothing
   * @throws ApiFault when the page cannot be read from its beginning on; nothing is sent then
   */
  void pass(ProxyLocation links, Duration patience, Runnable head) {
    try (var body = new BackendBody(answer, patience);
        var page = unpacked(body)) {
      head.run();
      call.response().headers().remove("Content-Length");
      send(page, links);
    } catch (IOException e) {
      LOG.debug("a proxied page broke off cause={}", e.getMessage());
      call.response().reset(); // An end would make it look whole.
    }
  }

  private InputStream unpacked(InputStream body) {
    try {
      return switch (encoding) {
        case "gzip" -> new GZIPInputStream(body, BUFFER);
        case "deflate" -> new InflaterInputStream(body, withoutZlibHead(), BUFFER);
        default -> body;
      };
    } catch (IOException e) {
      throw new ApiFault(Reason.UNKNOWN, "error reading the page: " + e.getMessage());
    }
  }

  /** What Go takes deflated bodies for; RFC 9110 has a head before them. */
  private static Inflater withoutZlibHead() {
    return new Inflater(true);
  }

  private OutputStream packed(OutputStream out) throws IOException {
    return switch (encoding) {
      case "gzip" -> new GZIPOutputStream(out, BUFFER);
      case "deflate" ->
          new DeflaterOutputStream(out, new Deflater(Deflater.DEFAULT_COMPRESSION, true), BUFFER);
      default -> out;
    };
  }

  private void send(InputStream page, ProxyLocation links) throws IOException {
    var kept = new KeptOpen(call.context(), call.request());
    call.context().runOnContext(ignored -> kept.begin());
    try {
      var sink = new ResponseStream(call.response(), () -> {}, answer::reset);
      var rewritten = new HtmlLinks(packed(sink), links::rewrite);
      page.transferTo(rewritten);
      rewritten.close();
    } finally {
      call.context().runOnContext(ignored -> kept.end());
    }
  }
}
