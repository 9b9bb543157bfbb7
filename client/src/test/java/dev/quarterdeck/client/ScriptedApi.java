package dev.quarterdeck.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An API server whose every answer the test gives by hand, request after request. */
public final class ScriptedApi implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final LinkedBlockingQueue<Call> calls = new LinkedBlockingQueue<>();
  private final int port;
  private HttpServer server;

  public ScriptedApi() throws IOException {
    server = open(0);
    port = server.getAddress().getPort();
  }

  private HttpServer open(int at) throws IOException {
    var opened = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
    opened.createContext("/", this::hold);
    opened.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    opened.start();
    return opened;
  }

  /** A request that waits for its answer. */
  public static final class Call {
    private final HttpExchange exchange;
    private final String body;
    private final CountDownLatch answered = new CountDownLatch(1);

    private Call(HttpExchange exchange) throws IOException {
      this.exchange = exchange;
      this.body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Method, path and query, decoded. */
    public String line() {
      var text = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    public String body() {
      return body;
    }

    public void answer(int code, String json) {
      try {
        var bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
        finish();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Answers that the request was not done and when to try again. */
    public void putOff(int code, int seconds) {
      exchange.getResponseHeaders().set("Retry-After", Integer.toString(seconds));
      answer(code, "{\"kind\":\"Status\",\"code\":%d,\"message\":\"too busy\"}".formatted(code));
    }

    /** Opens a streamed answer. */
    public Call stream() {
      try {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
        return this;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    public Call send(String text) {
      try {
        exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
        return this;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    public Call event(String type, String object) {
      return send("{\"type\":\"%s\",\"object\":%s}\n".formatted(type, object));
    }

    /** Ends a streamed answer in good order. */
    public void finish() {
      exchange.close();
      answered.countDown();
    }
  }

  private void hold(HttpExchange exchange) throws IOException {
    var call = new Call(exchange);
    calls.add(call);
    try {
      call.answered.await();
    } catch (InterruptedException e) {
      exchange.close();
    }
  }

  /** The next request; fails when none comes. */
  public Call next() throws InterruptedException {
    return next(PATIENCE).orElseThrow(() -> new AssertionError("no request within " + PATIENCE));
  }

  /** The next request; empty when none comes in that time. */
  public Optional<Call> next(Duration within) throws InterruptedException {
    return Optional.ofNullable(calls.poll(within.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Breaks every connection and refuses new ones. */
  public void crash() {
    server.stop(0);
  }

  public void restart() throws IOException {
    server = open(port);
  }

  public KubernetesClient client() {
    var config =
        new ConfigBuilder(io.fabric8.kubernetes.client.Config.empty())
            .withMasterUrl("http://127.0.0.1:" + port)
            .build();
    return ApiClient.connect(config, "test");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
