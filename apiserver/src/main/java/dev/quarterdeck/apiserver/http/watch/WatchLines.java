package dev.quarterdeck.apiserver.http.watch;

import dev.quarterdeck.apiserver.answer.Form;
import dev.quarterdeck.apiserver.answer.Presenter;
import dev.quarterdeck.apiserver.http.head.AnswerHead;
import dev.quarterdeck.apiserver.request.Exchange;
import dev.quarterdeck.kinds.ResourceType;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/** A watch in an answer's body: JSON line by line, or protobuf with each length in front. */
public final class WatchLines extends RestWatch {

  private final Exchange exchange;

  public WatchLines(
      Exchange exchange, Presenter presenter, ResourceType type, Form form, String include) {
    super(presenter, type, form, include);
    this.exchange = exchange;
  }

  @Override
  public void begin(HttpServerResponse response) {
    AnswerHead.write(exchange, response);
    response.setChunked(true).putHeader("Content-Type", form.streamType());
    response.writeHead();
  }

  @Override
  void close(HttpServerResponse response) {
    response.end();
  }

  @Override
  void closeWith(HttpServerResponse response, Buffer last) {
    response.end(last);
  }

  @Override
  void breakOff(HttpServerResponse response) {
    response.reset();
  }
}
