package dev.quarterdeck.apiserver.http;

import dev.quarterdeck.apiserver.watchcache.WatchEvent;
import dev.quarterdeck.model.ApiFault;
import io.vertx.core.http.HttpServerResponse;

/** How a watch's events are written down. All methods belong to the connection's event loop. */
public interface WatchFormat {

  /** Sends the head of the answer. */
  void begin(HttpServerResponse response);

  /** One event's bytes. They may be shared: whoever gets them only reads them. */
  byte[] event(WatchEvent event);

  /** Ends the answer, whose events are all written, because its time is up. */
  void end(HttpServerResponse response);

  /** Ends the answer, whose events are all written, with the reason there will be no more. */
  void fail(HttpServerResponse response, ApiFault fault);
}
