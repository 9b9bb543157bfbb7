package dev.quarterdeck.client;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Makes the fabric8 client every component speaks to the API with. It never resends a request by
 * itself (the caller's loop retries with what it then knows), never throttles, and gives up on a
 * silent server after {@link #REQUEST_TIMEOUT}.
 */
public final class ApiClient {

  /** How long a plain request may take, list pages included; watches and upgrades are exempt. */
  public static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private ApiClient() {}

  /**
   * Connects with the current context of a kubeconfig file. No request is made yet.
   *
   * @param userAgent the component's name, shown in the server's audit and metrics
   * @throws IllegalArgumentException when the file is missing or is no kubeconfig
   */
  public static KubernetesClient connect(Path kubeconfig, String userAgent) {
    if (!Files.isReadable(kubeconfig)) {
      throw new IllegalArgumentException("cannot read kubeconfig " + kubeconfig);
    }
    return connect(Config.fromKubeconfig(kubeconfig.toFile()), userAgent);
  }

  /** Connects with a ready configuration (server, trust, identity); the rest is set as above. */
  public static KubernetesClient connect(Config access, String userAgent) {
    return connect(access, userAgent, REQUEST_TIMEOUT);
  }

  /**
   * @param requestTimeout how long a plain request may take, at least 1 ms
   */
  public static KubernetesClient connect(Config access, String userAgent, Duration requestTimeout) {
    var config =
        new ConfigBuilder(access)
            .withUserAgent(userAgent)
            .withConnectionTimeout(Math.toIntExact(CONNECT_TIMEOUT.toMillis()))
            .withRequestTimeout(Math.toIntExact(requestTimeout.toMillis()))
            .withRequestRetryBackoffLimit(0)
            // One TCP connection per exchange in flight: after a partition a request that timed out
            // takes its dead connection with it, which a shared HTTP/2 connection would outlive.
            .withHttp2Disable(true)
            .withOnlyHttpWatches(true)
            .withMaxConcurrentRequests(1024)
            .withMaxConcurrentRequestsPerHost(1024)
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** Whether the server answered at all; fabric8 has two codes for that it did not, 0 and -1. */
  public static boolean isAnswered(KubernetesClientException failure) {
    return failure.getCode() > 0;
  }

  /**
   * What went wrong with a request, in one line: the server's words, or why there were none
   * (fabric8 hides that in the cause).
   */
  public static String reason(KubernetesClientException failure) {
    Throwable innermost = failure;
    while (!isAnswered(failure) && innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    var message = innermost.getMessage();
    var words = message == null ? innermost.getClass().getSimpleName() : message;
    return words.lines().findFirst().orElse("");
  }
}
