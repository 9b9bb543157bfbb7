package dev.quarterdeck.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests with JSON trees as bodies, one request for one call: fabric8's typed patches read the
 * object first, and decode it whole.
 *
 * <p>An answer of 429 or 5xx that says when to try again (Retry-After) means that the server has
 * not done the request; it is sent again, as client-go does, up to {@value #RETRIES} times.
 */
public final class JsonRequests {

  public static final String JSON = "application/json";
  public static final String MERGE_PATCH = "application/merge-patch+json";
  public static final String STRATEGIC_MERGE_PATCH = "application/strategic-merge-patch+json";

  private static final Logger LOG = LoggerFactory.getLogger(JsonRequests.class);
  private static final int RETRIES = 10;
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final Time time;
  private final String root;

  /**
   * @param time of the waits before a request is sent again; what a request itself may take is
   *     limited in real time
   */
  public JsonRequests(KubernetesClient client, Time time) {
    this.client = client;
    this.time = time;
    var url = client.getMasterUrl().toString();
    this.root = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /**
   * Patches an object.
   *
   * @param path absolute, from the server's root
   * @param type one of the patch media types
   * @return the object as it is now
   * @throws KubernetesClientException with the server's code and Status
   */
  public ObjectNode patch(String path, String type, ObjectNode patch) throws InterruptedException {
    return send("PATCH", path, type, JSON, patch);
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @param path absolute, from the server's root, with its query if it has one
   * @param body null for none
   * @return the answer's body; an empty object when it has none
   * @throws KubernetesClientException with the server's code and Status; one that is not
   *     {@linkplain ApiClient#isAnswered answered} when there was no answer within {@link
   *     ApiClient#REQUEST_TIMEOUT}
   */
  public ObjectNode send(
      String method, String path, String contentType, String accept, JsonNode body)
      throws InterruptedException {
    for (var retries = 0; ; retries++) {
      var answer = exchange(method, path, contentType, accept, body);
      var wait = retryAfter(answer);
      if (wait.isEmpty() || retries == RETRIES) {
        return read(method, path, answer);
      }
      LOG.debug(
          "request put off method={} path={} code={} retryAfter={}",
          method,
          path,
          answer.code(),
          wait.get());
      time.sleep(wait.get());
    }
  }

  /** How long to wait before the request is sent again; empty when it is not. */
  private static Optional<Duration> retryAfter(HttpResponse<?> answer) {
    var header = answer.header("Retry-After");
    if (header == null || (answer.code() != 429 && answer.code() < 500)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Duration.ofSeconds(Integer.parseUnsignedInt(header)))
          .filter(wait -> wait.compareTo(LONGEST_RETRY_AFTER) <= 0);
    } catch (NumberFormatException noSeconds) {
      return Optional.empty();
    }
  }

  private HttpResponse<byte[]> exchange(
      String method, String path, String contentType, String accept, JsonNode body)
      throws InterruptedException {
    var request =
        client
            .getHttpClient()
            .newHttpRequestBuilder()
            .uri(root + path)
            .header("Accept", accept)
            .timeout(ApiClient.REQUEST_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    var text = body == null ? null : new String(Json.write(body), StandardCharsets.UTF_8);
    if (text != null || !method.equals("GET")) {
      request = request.method(method, contentType, text);
    }
    var answer = client.getHttpClient().sendAsync(request.build(), byte[].class);
    try {
      return answer.get(ApiClient.REQUEST_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new KubernetesClientException(method + " " + path + ": no answer in time", e);
    } catch (ExecutionException e) {
      throw new KubernetesClientException(
          method + " " + path + ": " + e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw e;
    }
  }

  private static ObjectNode read(String method, String path, HttpResponse<byte[]> answer) {
    var bytes = answer.body() == null ? new byte[0] : answer.body();
    if (answer.isSuccessful()) {
      return bytes.length == 0 ? Json.object() : Json.parseObject(bytes);
    }
    var status = status(bytes);
    var message =
        status.map(Status::getMessage).orElse(method + " " + path + ": HTTP " + answer.code());
    throw new KubernetesClientException(message, answer.code(), status.orElse(null));
  }

  private static Optional<Status> status(byte[] body) {
    try {
      var tree = Json.parseObject(body);
      return "Status".equals(tree.path("kind").asText())
          ? Optional.of(Json.mapper().treeToValue(tree, Status.class))
          : Optional.empty();
    } catch (ApiFault | JsonProcessingException notAStatus) {
      return Optional.empty(); // A proxy's page, say: the HTTP code alone has to do.
    }
  }
}
