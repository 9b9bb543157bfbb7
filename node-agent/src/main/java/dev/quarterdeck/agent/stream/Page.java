package dev.quarterdeck.agent.stream;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** A document the server makes afresh at each request; it may block. */
@FunctionalInterface
public interface Page {

  record Content(String type, byte[] body) {}

  Content now();

  static Page json(Supplier<byte[]> body) {
    return () -> new Content("application/json", body.get());
  }

  /** Text in Prometheus' exposition format. */
  static Page prometheus(Supplier<String> text) {
    return () ->
        new Content(
            "text/plain; version=0.0.4; charset=utf-8",
            text.get().getBytes(StandardCharsets.UTF_8));
  }

  /** Everything a registry has counted. */
  static Page metrics(PrometheusMeterRegistry registry) {
    return prometheus(registry::scrape);
  }
}
