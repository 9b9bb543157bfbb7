package dev.quarterdeck.apiserver.http.watch;

import dev.quarterdeck.apiserver.answer.Form;
import dev.quarterdeck.apiserver.answer.Presenter;
import dev.quarterdeck.apiserver.watchcache.WatchEvent;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.model.ApiFault;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Optional;

/** A watch in REST's form, whatever carries it: each event in the form the client asked for. */
abstract sealed class RestWatch implements WatchFormat permits WatchLines, WatchSocket {

  private final Presenter presenter;
  private final ResourceType type;
  private final String include;
  private boolean first = true;

  final Form form;

  RestWatch(Presenter presenter, ResourceType type, Form form, String include) {
    this.presenter = presenter;
    this.type = type;
    this.form = form;
    this.include = include;
  }

  /** Ends the answer at a place where it is whole. */
  abstract void close(HttpServerResponse response);

  /** Ends the answer so that nobody can take it for a whole one. */
  abstract void breakOff(HttpServerResponse response);

  /** Sends the last thing there is to say and ends the answer. */
  abstract void closeWith(HttpServerResponse response, Buffer last);

  @Override
  public final byte[] event(WatchEvent event) {
    var bytes = presenter.event(type, event, form, include, first);
    if (event instanceof WatchEvent.OfObject) {
      first = false;
    }
    return bytes;
  }

  @Override
  public final void end(HttpServerResponse response, Buffer rest) {
    if (rest.length() > 0) {
      breakOff(response); // An end here would make half an event look like a whole one.
    } else {
      close(response);
    }
  }

  @Override
  public final void fail(HttpServerResponse response, ApiFault fault) {
    closeWith(response, Buffer.buffer(Presenter.failure(fault, form)));
  }

  @Override
  public final void cut(HttpServerResponse response, Buffer rest, ApiFault fault) {
    breakOff(response); // Cut off for not reading: it would not read the reason either.
  }

  @Override
  public final void gone() {}

  @Override
  public final Optional<Duration> patience() {
    return Optional.empty();
  }
}
