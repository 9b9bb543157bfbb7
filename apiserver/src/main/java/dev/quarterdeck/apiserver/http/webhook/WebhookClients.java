package dev.quarterdeck.apiserver.http.webhook;

import dev.quarterdeck.customkinds.conversion.Webhooks;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Calls webhooks over HTTPS: one client per set of trusted certificates, so that connections are
 * used again. A service is dialled at one of its endpoints, under its cluster name.
 */
public final class WebhookClients implements Webhooks, AutoCloseable {

  private static final int CONNECT_MILLIS = 10_000;
  private static final int CONNECTIONS = 16;
  private static final int MOST_CLIENTS = 32;
  private static final int MOST_BYTES = 32 << 20;

  private final Vertx vertx;
  private final Function<Service, SocketAddress> endpoints;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Buffer, HttpClient> clients = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param endpoints where a service is to be reached; throws an {@code ApiFault} when nowhere
   */
  public WebhookClients(Vertx vertx, Function<Service, SocketAddress> endpoints) {
    this.vertx = vertx;
    this.endpoints = endpoints;
  }

  @Override
  public byte[] post(Target target, byte[] json, Duration timeout) throws CallFailed {
    try {
      return client(Buffer.buffer(target.caBundle()))
          .request(options(target).setTimeout(timeout.toMillis()))
          .compose(
              request ->
                  request
                      .putHeader("Content-Type", "application/json")
                      .putHeader("Accept", "application/json")
                      .send(Buffer.buffer(json))
                      // Here, on the event loop: from outside, a fast answer could be over first.
                      .compose(WebhookClients::body))
          .toCompletionStage()
          .toCompletableFuture()
          .get(timeout.toMillis(), TimeUnit.MILLISECONDS)
          .getBytes();
    } catch (ExecutionException e) {
      throw new CallFailed("Post \"%s\": %s".formatted(shown(target), reason(e.getCause())));
    } catch (TimeoutException e) {
      throw new CallFailed("Post \"%s\": no answer in time".formatted(shown(target)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CallFailed("the call was broken off");
    } catch (RuntimeException e) {
      throw new CallFailed("Post \"%s\": %s".formatted(shown(target), reason(e)));
    }
  }

  private static String reason(Throwable failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  private static String shown(Target target) {
    var service = target.service();
    return service == null
        ? target.url()
        : "https://%s:%d%s".formatted(host(service), service.port(), service.path());
  }

  private static String host(Service service) {
    return service.name() + "." + service.namespace() + ".svc";
  }

  private RequestOptions options(Target target) {
    var options = new RequestOptions().setMethod(HttpMethod.POST).setSsl(true);
    if (target.service() != null) {
      return options
          .setHost(host(target.service()))
          .setPort(target.service().port())
          .setURI(target.service().path())
          .setServer(endpoints.apply(target.service()));
    }
    var url = URI.create(target.url());
    var path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return options
        .setHost(url.getHost())
        .setPort(url.getPort() < 0 ? 443 : url.getPort())
        .setURI(path);
  }

  private static Future<Buffer> body(HttpClientResponse response) {
    if (response.statusCode() != 200) {
      response.request().reset();
      return Future.failedFuture("the server answered " + response.statusCode());
    }
    var collected = Buffer.buffer();
    var promise = Promise.<Buffer>promise();
    response.handler(
        chunk -> {
          collected.appendBuffer(chunk);
          if (collected.length() > MOST_BYTES) {
            promise.tryFail("the answer is larger than %d bytes".formatted(MOST_BYTES));
            response.request().reset();
          }
        });
    response.exceptionHandler(promise::tryFail);
    response.endHandler(ended -> promise.tryComplete(collected));
    return promise.future();
  }

  private HttpClient client(Buffer bundle) {
    lock.lock();
    try {
      var known = clients.get(bundle);
      if (known == null) {
        known = vertx.createHttpClient(trusting(bundle));
        clients.put(bundle, known);
        if (clients.size() > MOST_CLIENTS) {
          var eldest = clients.entrySet().iterator().next();
          clients.remove(eldest.getKey());
          eldest.getValue().close();
        }
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  private static HttpClientOptions trusting(Buffer bundle) {
    var options =
        new HttpClientOptions()
            .setSsl(true)
            .setVerifyHost(true)
            .setConnectTimeout(CONNECT_MILLIS)
            .setMaxPoolSize(CONNECTIONS);
    return bundle.length() == 0
        ? options
        : options.setTrustOptions(new PemTrustOptions().addCertValue(bundle));
  }

  @Override
  public void close() {
    lock.lock();
    try {
      clients.values().forEach(HttpClient::close);
      clients.clear();
    } finally {
      lock.unlock();
    }
  }
}
