package dev.quarterdeck.apiserver.http.watch;

import dev.quarterdeck.apiserver.watchcache.WatchEvent;
import dev.quarterdeck.model.ApiFault;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Optional;

/** How a watch's events are written down. All methods belong to the connection's event loop. */
public interface WatchFormat {

  /** Sends the head of the answer. */
  void begin(HttpServerResponse response);

  /** One event's bytes. They may be shared: whoever gets them only reads them. */
  byte[] event(WatchEvent event);

  /** Whether several events may go in one write; else each is written by itself. */
  default boolean together() {
    return true;
  }

  /**
   * Ends the answer because its time is up.
   *
   * @param rest what is not sent of an event whose beginning is; mostly empty
   */
  void end(HttpServerResponse response, Buffer rest);

  /** Ends the answer, whose events are all written, with the reason there will be no more. */
  void fail(HttpServerResponse response, ApiFault fault);

  /**
   * Ends the answer to a client that does not read, or too slowly.
   *
   * @param rest as for {@link #end}
   */
  void cut(HttpServerResponse response, Buffer rest, ApiFault fault);

  /** The client has gone: there is nobody to tell. */
  void gone();

  /** How long a client may take nothing before it is cut; empty when only history is the limit. */
  Optional<Duration> patience();
}
