package dev.quarterdeck.client.stream;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Passes an upgrade request (SPDY/3.1, WebSocket, by GET or POST) on to the next hop and, when that
 * hop switches protocols, pipes bytes both ways until either side ends. Nothing of the stream is
 * parsed. Back-pressure and half closes pass through.
 *
 * <pre>{@code
 * // first thing in the route, still on the event loop and before anything asynchronous:
 * var tunnel = UpgradeTunnel.hold(request);
 * // then, from any thread, once the caller is known and allowed:
 * tunnel.open(netClient, UpgradeTarget.of(host, port, uri).withhold("Authorization"))
 *     .onFailure(fault -> answer(request.response(), fault));  // an ApiFault; nothing was written
 * }</pre>
 *
 * While a request is held, {@code request.response()} still answers as usual (401, 403, 404 ...);
 * the connection closes after that answer. The server must speak HTTP/1.1 on the connection.
 *
 * <p>Vert.x' own {@code toNetSocket()} refuses POST, which kubectl's SPDY requests are, and loses
 * bytes that arrive right behind the request head; so this class works on the connection's Netty
 * channel, the one place where Vert.x internals are used.
 */
public final class UpgradeTunnel {

  private final HttpServerRequest request;
  private final Context context;
  private final Channel client;
  private final PipeEnd clientEnd;
  private final Promise<Void> ended = Promise.promise();

  private UpgradeTunnel(HttpServerRequest request, Channel client, PipeEnd clientEnd) {
    this.request = request;
    this.context = Vertx.currentContext();
    this.client = client;
    this.clientEnd = clientEnd;
  }

  /** Whether the client asks to switch protocols on this connection. */
  public static boolean isUpgrade(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_1_1
        && request.getHeader("Upgrade") != null
        && request.headers().getAll("Connection").stream()
            .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("upgrade"));
  }

  /**
   * Takes the connection out of HTTP's hands for everything after this request's head.
   *
   * @param request one for which {@link #isUpgrade} holds, in its handler, on the event loop
   */
  public static UpgradeTunnel hold(HttpServerRequest request) {
    var channel = Channels.of(request.connection());
    if (!channel.eventLoop().inEventLoop()) {
      throw new IllegalStateException("hold must be called on the connection's event loop");
    }
    var end = new PipeEnd();
    var tunnel = new UpgradeTunnel(request, channel, end);
    var pipeline = channel.pipeline();
    pipeline.addAfter("httpDecoder", "pipe", end);
    pipeline.addBefore("handler", "lastAnswer", new LastAnswer(end));
    pipeline.remove("httpDecoder");
    end.hold();
    channel.closeFuture().addListener(closed -> tunnel.ended.tryComplete());
    return tunnel;
  }

  /**
   * Dials the target and sends the request on.
   *
   * @param dialer carries the TLS settings and connect timeout
   * @return the status code the client got: 101 and the pipe runs, or what the target refused with,
   *     relayed with its body; fails with an {@link ApiFault} when there is no answer or one that
   *     is neither, and then nothing was written to the client
   */
  public Future<Integer> open(NetClient dialer, UpgradeTarget target) {
    var status = Promise.<Integer>promise();
    if (hasBody()) {
      status.fail(ApiFault.badRequest("an upgrade request must not have a body"));
      return status.future();
    }
    context.runOnContext(
        ignored ->
            dialer
                .connect(target.port(), target.host())
                .onSuccess(socket -> ask(socket, target, status))
                .onFailure(e -> status.tryFail(DialFailure.of(target, e))));
    return status.future();
  }

  /** Completes when the client's connection is closed. */
  public Future<Void> ended() {
    return ended.future();
  }

  /** Cuts the client's connection, and with it the pipe. */
  public void close() {
    client.close();
  }

  private boolean hasBody() {
    var length = request.getHeader("Content-Length");
    return request.getHeader("Transfer-Encoding") != null
        || (length != null && !length.equals("0"));
  }

  private void ask(NetSocket socket, UpgradeTarget target, Promise<Integer> status) {
    var channel = Channels.of(socket);
    if (!client.isActive()) {
      channel.close();
      status.tryFail(clientGone());
      return;
    }
    client
        .closeFuture()
        .addListener(
            closed -> {
              if (status.tryFail(clientGone())) {
                channel.close();
              }
            });
    channel
        .pipeline()
        .addBefore("handler", "answer", new AnswerReader(outcome(channel, target, status)));
    var timer =
        channel
            .eventLoop()
            .schedule(
                () -> {
                  if (status.tryFail(silent(target))) {
                    channel.close();
                  }
                },
                target.answerWithin().toMillis(),
                TimeUnit.MILLISECONDS);
    status.future().onComplete(done -> timer.cancel(false));
    channel.writeAndFlush(UpgradeHead.of(request, target));
  }

  private AnswerReader.Outcome outcome(
      Channel target, UpgradeTarget address, Promise<Integer> status) {
    return new AnswerReader.Outcome() {
      @Override
      public void switched(ByteBuf bytes) {
        if (status.tryComplete(101)) {
          pipe(target, bytes);
        } else {
          bytes.release();
        }
      }

      @Override
      public void refused(FullHttpResponse response) {
        var code = response.status().code();
        if (code < 400) {
          status.tryFail(
              new ApiFault(Reason.UNKNOWN, "invalid upgrade response: status code " + code));
        } else if (status.tryComplete(code)) {
          relay(response);
        }
      }

      @Override
      public void failed(IOException why) {
        status.tryFail(DialFailure.of(address, why));
      }
    };
  }

  private void pipe(Channel target, ByteBuf bytes) {
    var targetEnd = new PipeEnd();
    target.pipeline().addAfter("answer", "pipe", targetEnd);
    for (var pipeline : List.of(client.pipeline(), target.pipeline())) {
      if (pipeline.get("idle") != null) {
        pipeline.remove("idle");
      }
    }
    clientEnd.send(bytes);
    PipeEnd.join(clientEnd, targetEnd);
  }

  /**
   * Answers as the target did. The answer is rewritten, never piped: a client that kept the
   * connection could otherwise go on talking to the target in our name (CVE-2018-1002105).
   */
  private void relay(FullHttpResponse answer) {
    var response = request.response().setStatusCode(answer.status().code());
    response.setStatusMessage(answer.status().reasonPhrase());
    for (var header : answer.headers()) {
      if (!UpgradeHead.HOP_BY_HOP.contains(header.getKey())) {
        response.headers().add(header.getKey(), header.getValue());
      }
    }
    response.end(Buffer.buffer(ByteBufUtil.getBytes(answer.content())));
  }

  private static ApiFault silent(UpgradeTarget target) {
    return new ApiFault(
        Reason.TIMEOUT,
        "error dialing backend: %s:%d gave no answer in %d s"
            .formatted(target.host(), target.port(), target.answerWithin().toSeconds()));
  }

  private static ApiFault clientGone() {
    return ApiFault.badRequest("the client has gone");
  }
}
