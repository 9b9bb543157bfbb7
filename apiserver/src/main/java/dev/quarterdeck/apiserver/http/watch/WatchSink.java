package dev.quarterdeck.apiserver.http.watch;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/** Where a watch's bytes go. All methods belong to the connection's event loop. */
public interface WatchSink {

  boolean closed();

  /** Has {@code gone} run when the client is no longer there; it may run more than once. */
  void onGone(Runnable gone);

  /**
   * Sends bytes of one event or of several.
   *
   * @param last whether the event they belong to, or the last of them, is whole with these
   * @return completes when they are written to the socket
   */
  Future<Void> write(Buffer piece, boolean last);

  /**
   * The body of an HTTP answer, which knows no boundaries between events but those in the bytes.
   */
  static WatchSink of(HttpServerResponse response) {
    return new WatchSink() {
      @Override
      public boolean closed() {
        return response.closed();
      }

      @Override
      public void onGone(Runnable gone) {
        response.exceptionHandler(broken -> gone.run());
        response.closeHandler(closed -> gone.run());
      }

      @Override
      public Future<Void> write(Buffer piece, boolean last) {
        return response.write(piece);
      }
    };
  }
}
