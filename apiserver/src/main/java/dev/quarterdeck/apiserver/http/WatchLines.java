package dev.quarterdeck.apiserver.http;

import dev.quarterdeck.apiserver.registry.ResourceType;
import dev.quarterdeck.apiserver.watchcache.WatchEvent;
import dev.quarterdeck.model.ApiFault;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Optional;

/** A watch in REST's form: JSON line by line, or protobuf messages with their length in front. */
final class WatchLines implements WatchFormat {

  private final Exchange exchange;
  private final Presenter presenter;
  private final ResourceType type;
  private final Form form;
  private final String include;
  private boolean first = true;

  WatchLines(Exchange exchange, Presenter presenter, ResourceType type, Form form, String include) {
    this.exchange = exchange;
    this.presenter = presenter;
    this.type = type;
    this.form = form;
    this.include = include;
  }

  @Override
  public void begin(HttpServerResponse response) {
    Responder.common(exchange, response);
    response.setChunked(true).putHeader("Content-Type", form.streamType());
    response.writeHead();
  }

  @Override
  public byte[] event(WatchEvent event) {
    var bytes = presenter.event(type, event, form, include, first);
    if (event instanceof WatchEvent.OfObject) {
      first = false;
    }
    return bytes;
  }

  @Override
  public void end(HttpServerResponse response, Buffer rest) {
    if (rest.length() > 0) {
      response.reset(); // An end here would make half an event look like a whole one.
    } else {
      response.end();
    }
  }

  @Override
  public void fail(HttpServerResponse response, ApiFault fault) {
    response.end(Buffer.buffer(Presenter.failure(fault, form)));
  }

  @Override
  public void cut(HttpServerResponse response, Buffer rest, ApiFault fault) {
    response.reset(); // Cut off for not reading: it would not read the reason either.
  }

  @Override
  public void gone() {}

  @Override
  public Optional<Duration> patience() {
    return Optional.empty();
  }
}
