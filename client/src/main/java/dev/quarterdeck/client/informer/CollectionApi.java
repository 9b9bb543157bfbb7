package dev.quarterdeck.client.informer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.quarterdeck.client.ApiClient;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.Json;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The two requests a reflector makes of one collection. */
final class CollectionApi<T extends HasMetadata> {

  /**
   * One page of a list.
   *
   * @param next the continue token, empty on the last page
   */
  record Page<T>(List<T> items, String resourceVersion, String next) {}

  /**
   * Which objects.
   *
   * @param namespace empty for all
   * @param labels selector text, empty for all
   * @param fields selector text, empty for all
   */
  record Scope(String namespace, String labels, String fields) {}

  /**
   * Of which resource, and in which form.
   *
   * @param metadataOnly ask the server to send the objects' metadata and nothing else
   */
  record Source<T>(Class<T> type, GroupVersionResource resource, boolean metadataOnly) {

    private static final String CUT =
        "application/json;as=PartialObjectMetadata%s;g=meta.k8s.io;v=v1,application/json";

    static <T extends HasMetadata> Source<T> of(Class<T> type) {
      var group = HasMetadata.getGroup(type);
      var resource =
          new GroupVersionResource(
              group == null ? "" : group,
              HasMetadata.getVersion(type),
              HasMetadata.getPlural(type));
      return new Source<>(type, resource, false);
    }

    /** The Accept header; servers that cannot cut objects down send them whole. */
    String accept(boolean list) {
      return metadataOnly ? CUT.formatted(list ? "List" : "") : "application/json";
    }
  }

  private final KubernetesClient client;
  private final Source<T> source;
  private final Scope scope;
  private final UnaryOperator<T> transform;

  CollectionApi(
      KubernetesClient client, Source<T> source, Scope scope, UnaryOperator<T> transform) {
    this.client = client;
    this.source = source;
    this.scope = scope;
    this.transform = transform;
  }

  /**
   * Lists one page.
   *
   * @param resourceVersion "0" for whatever the server has at hand, empty for the latest
   * @param limit objects per page, 0 for all at once
   * @param token the previous page's {@link Page#next}, empty for the first
   */
  Page<T> list(String resourceVersion, int limit, String token) throws IOException {
    var query = new LinkedHashMap<String, String>();
    if (limit > 0) {
      query.put("limit", Integer.toString(limit));
    }
    query.put("continue", token);
    query.put("resourceVersion", token.isEmpty() ? resourceVersion : "");
    var request =
        request(query, true)
            .timeout(ApiClient.REQUEST_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .build();
    try (var body = new ChunkStream(ApiClient.REQUEST_TIMEOUT)) {
      var response = await(client.getHttpClient().consumeBytes(request, body::accept));
      body.open(response.body());
      if (!response.isSuccessful()) {
        throw refusal(response, body);
      }
      var page = page(body);
      body.drain();
      return page;
    }
  }

  /** An open watch. Close it to end it; reading it blocks. */
  final class Watch implements AutoCloseable {
    private final ChunkStream stream;
    private final JsonParser parser;

    private Watch(ChunkStream stream) throws IOException {
      this.stream = stream;
      this.parser = Wire.parser(stream);
    }

    /** The next frame, null when the server ended the watch. */
    WatchFrame<T> next() throws IOException {
      return switch (WatchFrame.read(parser, source.type())) {
        case WatchFrame.Present<T>(var object) -> new WatchFrame.Present<>(transform.apply(object));
        case WatchFrame.Gone<T>(var object) -> new WatchFrame.Gone<>(transform.apply(object));
        case WatchFrame.Bookmark<T> bookmark -> bookmark;
        case WatchFrame.Failed<T> failed -> failed;
        case null -> null;
      };
    }

    @Override
    public void close() {
      stream.close();
    }
  }

  /**
   * Opens a watch.
   *
   * @param lifetime when the server should end it
   * @param idleLimit a longer silence counts as a lost connection
   */
  Watch watch(String resourceVersion, Duration lifetime, Duration idleLimit) throws IOException {
    var query = new LinkedHashMap<String, String>();
    query.put("watch", "true");
    query.put("allowWatchBookmarks", "true");
    query.put("resourceVersion", resourceVersion);
    query.put("timeoutSeconds", Long.toString(lifetime.toSeconds()));
    var stream = new ChunkStream(idleLimit);
    var request = request(query, false).forStreaming().build();
    var response = await(client.getHttpClient().consumeBytes(request, stream::accept));
    stream.open(response.body());
    try {
      if (!response.isSuccessful()) {
        throw refusal(response, stream);
      }
      return new Watch(stream);
    } catch (IOException e) {
      stream.close();
      throw e;
    }
  }

  private HttpRequest.Builder request(Map<String, String> query, boolean list) {
    query.put("labelSelector", scope.labels());
    query.put("fieldSelector", scope.fields());
    var text =
        query.entrySet().stream()
            .filter(entry -> !entry.getValue().isEmpty())
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return client
        .getHttpClient()
        .newHttpRequestBuilder()
        .uri(root() + path() + "?" + text)
        .header("Accept", source.accept(list));
  }

  private String root() {
    var url = client.getMasterUrl().toString();
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  String path() {
    var namespace = scope.namespace().isEmpty() ? "" : "/namespaces/" + scope.namespace();
    return source.resource().rootPath() + namespace + "/" + source.resource().resource();
  }

  private static <R> HttpResponse<R> await(CompletableFuture<HttpResponse<R>> response)
      throws IOException {
    try {
      return response.get(ApiClient.REQUEST_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      response.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped");
    } catch (TimeoutException e) {
      response.cancel(true);
      throw new IOException("no answer within " + ApiClient.REQUEST_TIMEOUT.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    }
  }

  private Page<T> page(InputStream body) throws IOException {
    var items = new ArrayList<T>();
    var version = "";
    var next = "";
    try (var in = Wire.parser(body)) {
      expect(in.nextToken(), JsonToken.START_OBJECT);
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        var field = in.currentName();
        var value = in.nextToken();
        if (field.equals("metadata")) {
          var metadata = Wire.tree(in);
          version = metadata.path("resourceVersion").asText("");
          next = metadata.path("continue").asText("");
        } else if (field.equals("items") && value == JsonToken.START_ARRAY) {
          while (in.nextToken() == JsonToken.START_OBJECT) {
            items.add(transform.apply(Wire.value(in, source.type())));
          }
        } else {
          in.skipChildren();
        }
      }
      expect(in.currentToken(), JsonToken.END_OBJECT);
    }
    return new Page<>(items, version, next);
  }

  private static void expect(JsonToken actual, JsonToken wanted) throws IOException {
    if (actual != wanted) {
      throw new IOException("the list is no complete JSON object");
    }
  }

  private static ServerRefusal refusal(HttpResponse<?> response, InputStream body) {
    try {
      var bytes = body.readNBytes(1 << 16);
      var status = Json.mapper().readTree(new ByteArrayInputStream(bytes));
      if (status != null && status.path("kind").asText().equals("Status")) {
        return new ServerRefusal(
            response.code(), status.path("reason").asText(), status.path("message").asText());
      }
    } catch (IOException noStatus) {
      return new ServerRefusal(response.code(), "", "no readable Status: " + noStatus.getMessage());
    }
    return new ServerRefusal(response.code(), "", "");
  }
}
