package dev.quarterdeck.apiserver.http.limit;

import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What any HTTP server in front of the API must be set to. */
public final class HttpLimits {

  private static final int MAX_HEADERS = 128 * 1024;
  private static final int MAX_URL = 64 * 1024;
  private static final int IDLE_SECONDS = 90;

  /** Each watch is a stream: informers of a whole cluster may share one connection. */
  private static final int MAX_STREAMS = 1_000;

  /**
   * How many streams a connection may give up within {@link #RESETS_WITHIN_SECONDS}: a client may
   * close all its watches at once and begin anew. Beyond that it is cut off (CVE-2023-44487).
   */
  private static final int MAX_RESETS = 2 * MAX_STREAMS;

  private static final int RESETS_WITHIN_SECONDS = 30;

  /** Whatever a client means to speak over a WebSocket is agreed on: browsers insist on that. */
  private static final List<String> ANY_PROTOCOL = List.of("*");

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
        .setHttp2RstFloodMaxRstFramePerWindow(MAX_RESETS)
        .setHttp2RstFloodWindowDuration(RESETS_WITHIN_SECONDS)
        .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
        .setIdleTimeout(IDLE_SECONDS)
        .setIdleTimeoutUnit(TimeUnit.SECONDS)
        .setTcpKeepAlive(true)
        .setTcpNoDelay(true)
        .setHandle100ContinueAutomatically(true)
        .setWebSocketSubProtocols(ANY_PROTOCOL);
  }
}
