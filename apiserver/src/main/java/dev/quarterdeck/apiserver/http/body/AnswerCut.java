package dev.quarterdeck.apiserver.http.body;

import dev.quarterdeck.client.stream.Channels;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * Ends an answer that its client does not read, whatever of it still waits: over HTTP/2 the stream,
 * over HTTP/1 the connection. Vert.x itself resets no stream whose answer is complete, and closes a
 * connection only when all that waits is sent.
 */
public final class AnswerCut {

  private AnswerCut() {}

  /** Any thread may call it. */
  public static void cut(HttpServerRequest request) {
    end(request, Http2Error.CANCEL);
  }

  /** Has the client send no more of a request that is answered already. Any thread may call it. */
  public static void takeNoMore(HttpServerRequest request) {
    end(request, Http2Error.NO_ERROR);
  }

  private static void end(HttpServerRequest request, Http2Error why) {
    var channel = Channels.of(request.connection());
    if (request.version() == HttpVersion.HTTP_2) {
      var stream = request.response().streamId();
      channel.eventLoop().execute(() -> reset(channel, stream, why));
    } else {
      channel.eventLoop().execute(() -> close(channel));
    }
  }

  /** From the end of the pipeline, Vert.x' handler would wait for what is not read. */
  private static void close(Channel channel) {
    var first = channel.pipeline().firstContext();
    if (first != null) { // Else the connection is closed already.
      first.close();
    }
  }

  private static void reset(Channel channel, int stream, Http2Error why) {
    var http2 = channel.pipeline().context(Http2ConnectionHandler.class);
    if (http2 != null) { // Else the connection is closed already.
      ((Http2ConnectionHandler) http2.handler())
          .encoder()
          .writeRstStream(http2, stream, why.code(), http2.newPromise());
      http2.flush();
    }
  }
}
