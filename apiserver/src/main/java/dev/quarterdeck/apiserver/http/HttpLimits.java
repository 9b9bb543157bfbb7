package dev.quarterdeck.apiserver.http;

import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.TimeUnit;

/** What any HTTP server in front of the API must be set to. */
public final class HttpLimits {

  private static final int MAX_HEADERS = 128 * 1024;
  private static final int MAX_URL = 64 * 1024;
  private static final int IDLE_SECONDS = 90;

  /** Each watch is a stream: informers of a whole cluster may share one connection. */
  private static final int MAX_STREAMS = 1_000;

  private HttpLimits() {}

  /**
   * Bounds heads, lets idle connections go (watches and upgraded connections are exempt) and takes
   * {@code Expect: 100-continue}.
   */
  public static HttpServerOptions apply(HttpServerOptions options) {
    return options
        .setMaxHeaderSize(MAX_HEADERS)
        .setMaxInitialLineLength(MAX_URL)
        .setInitialSettings(
            new Http2Settings()
                .setMaxHeaderListSize(MAX_HEADERS)
                .setMaxConcurrentStreams(MAX_STREAMS))
        .setIdleTimeout(IDLE_SECONDS)
        .setIdleTimeoutUnit(TimeUnit.SECONDS)
        .setTcpKeepAlive(true)
        .setTcpNoDelay(true)
        .setHandle100ContinueAutomatically(true);
  }
}
