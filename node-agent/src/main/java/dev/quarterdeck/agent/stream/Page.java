package dev.quarterdeck.agent.stream;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** A document that the server generates at each request, which may block. */
@FunctionalInterface
public interface Page {

  /** A generated document: its media type and its body. */
  record Content(String type, byte[] body) {}

  /** Generates the document. */
  Content now();

  static Page json(Supplier<byte[]> body) {
    return () -> new Content("application/json", body.get());
  }

  /** A page with text in Prometheus' exposition format. */
  static Page prometheus(Supplier<String> text) {
    return () ->
        new Content(
            "text/plain; version=0.0.4; charset=utf-8",
            text.get().getBytes(StandardCharsets.UTF_8));
  }

  /** A page with all metrics of a registry. */
  static Page metrics(PrometheusMeterRegistry registry) {
    return prometheus(registry::scrape);
  }
}
