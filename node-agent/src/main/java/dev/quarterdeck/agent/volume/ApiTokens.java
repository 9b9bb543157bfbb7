package dev.quarterdeck.agent.volume;

import dev.quarterdeck.agent.reference.LookupResult;
import dev.quarterdeck.client.ApiClient;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Requests tokens by the TokenRequest API and keeps each until four fifths of its lifetime have
 * passed, as the kubelet does.
 */
public final class ApiTokens implements PodTokens {

  private record Wanted(String podUid, String audience, long seconds) {}

  private record Held(String token, Instant renewAt, Instant expiresAt) {}

  private final KubernetesClient client;
  private final InstantSource clock;
  private final Map<Wanted, Held> held = new ConcurrentHashMap<>();

  public ApiTokens(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  @Override
  public LookupResult<String> token(Pod pod, String audience, long seconds) {
    var now = clock.instant();
    held.values().removeIf(token -> !token.expiresAt().isAfter(now));
    var wanted = new Wanted(pod.getMetadata().getUid(), audience, seconds);
    var known = held.get(wanted);
    if (known != null && known.renewAt().isAfter(now)) {
      return new LookupResult.Found<>(known.token());
    }
    try {
      var fresh = request(pod, audience, seconds, now);
      held.put(wanted, fresh);
      return new LookupResult.Found<>(fresh.token());
    } catch (KubernetesClientException e) {
      return known != null ? new LookupResult.Found<>(known.token()) : refused(e);
    }
  }

  private Held request(Pod pod, String audience, long seconds, Instant now) {
    var builder =
        new TokenRequestBuilder()
            .withNewSpec()
            .withExpirationSeconds(seconds)
            .withNewBoundObjectRef()
            .withApiVersion("v1")
            .withKind("Pod")
            .withName(pod.getMetadata().getName())
            .withUid(pod.getMetadata().getUid())
            .endBoundObjectRef();
    if (!audience.isEmpty()) {
      builder.addToAudiences(audience);
    }
    TokenRequest answer =
        client
            .serviceAccounts()
            .inNamespace(pod.getMetadata().getNamespace())
            .withName(pod.getSpec().getServiceAccountName())
            .tokenRequest(builder.endSpec().build());
    var expires = Instant.parse(answer.getStatus().getExpirationTimestamp());
    var renew = now.plus(Duration.between(now, expires).multipliedBy(4).dividedBy(5));
    return new Held(answer.getStatus().getToken(), renew, expires);
  }

  private static LookupResult<String> refused(KubernetesClientException e) {
    return new LookupResult.Unknown<>("failed to fetch token: " + ApiClient.reason(e));
  }
}
