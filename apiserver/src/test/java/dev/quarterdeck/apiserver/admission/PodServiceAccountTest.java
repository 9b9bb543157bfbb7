package dev.quarterdeck.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.access.Authorizer;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.Trees;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.NameGenerator;
import dev.quarterdeck.model.time.Time;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodServiceAccountTest {

  private static final ResourceType PODS = Requests.core("pods");
  private static final String PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
  private static final String LIMITED =
      "annotations: {kubernetes.io/enforce-mountable-secrets: 'true'}";

  private final KnownObjects known = new KnownObjects();
  private final PodServiceAccount plugin = plugin(known, Time.system());

  private static PodServiceAccount plugin(Lookup lookup, Time time) {
    return new PodServiceAccount(lookup, new NameGenerator(new Random(1)), time);
  }

  private void account(String name, String metadata, String rest) {
    known.with(
        "serviceaccounts",
        "{metadata: {namespace: default, name: %s%s}%s}".formatted(name, metadata, rest));
  }

  private ObjectNode admitted(String spec) {
    var pod = Trees.yaml("{metadata: {name: x}, spec: %s}".formatted(spec));
    plugin.mutate(Requests.create(PODS, pod));
    plugin.validate(Requests.create(PODS, pod));
    return (ObjectNode) pod.get("spec");
  }

  @Test
  void eachContainerFindsTheTokenOfItsPodsAccount() {
    account("default", "", "");
    var spec =
        admitted(
            """
            {initContainers: [{name: i}],
             containers: [{name: a, volumeMounts: [{name: v, mountPath: /v}]},
                          {name: b, volumeMounts: [{name: v, mountPath: %s}]}],
             volumes: [{name: v}]}
            """
                .formatted(PATH));
    var name = spec.at("/volumes/1/name").asText();
    assertThat(name).matches("kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}");
    assertThat(spec)
        .isEqualTo(
            Trees.yaml(
                """
                serviceAccountName: default
                serviceAccount: default
                initContainers:
                - {name: i, volumeMounts: [{name: NAME, readOnly: true, mountPath: PATH}]}
                containers:
                - name: a
                  volumeMounts:
                  - {name: v, mountPath: /v}
                  - {name: NAME, readOnly: true, mountPath: PATH}
                - {name: b, volumeMounts: [{name: v, mountPath: PATH}]}
                volumes:
                - name: v
                - name: NAME
                  projected:
                    defaultMode: 420
                    sources:
                    - serviceAccountToken: {expirationSeconds: 3607, path: token}
                    - configMap: {name: kube-root-ca.crt, items: [{key: ca.crt, path: ca.crt}]}
                    - downwardAPI:
                        items:
                        - path: namespace
                          fieldRef: {apiVersion: v1, fieldPath: metadata.namespace}
                """
                    .replace("NAME", name)
                    .replace("PATH", PATH)));
    var again = spec.deepCopy();
    assertThat(admitted(again.toString())).as("asked twice, or copied").isEqualTo(spec);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                     |       | true",
        "                                     | true  | true",
        "                                     | false | false",
        "automountServiceAccountToken: true   | false | true",
        "automountServiceAccountToken: false  | true  | false",
        "automountServiceAccountToken: false  |       | false",
      })
  void thePodsWishForATokenCountsBeforeItsAccounts(String pod, String account, boolean mounted) {
    account("robot", "", account == null ? "" : ", automountServiceAccountToken: " + account);
    var spec =
        admitted(
            "{serviceAccountName: robot, containers: [{name: a}]%s}"
                .formatted(pod == null ? "" : ", " + pod));
    assertThat(spec.has("volumes")).isEqualTo(mounted);
    assertThat(spec.path("serviceAccount").asText()).isEqualTo("robot");
  }

  @Test
  void aPodWithoutPullSecretsHasItsAccounts() {
    account("default", "", ", imagePullSecrets: [{name: a}, {name: b}]");
    assertThat(admitted("{}").get("imagePullSecrets"))
        .isEqualTo(Trees.yaml("l: [{name: a}, {name: b}]").get("l"));
    assertThat(admitted("{imagePullSecrets: [{name: own}]}").get("imagePullSecrets"))
        .isEqualTo(Trees.yaml("l: [{name: own}]").get("l"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{serviceAccountName: none} | error looking up service account default/none: serviceaccount \"none\" not found",
        "{volumes: [{name: v, secret: {secretName: s}}]} |",
        "{volumes: [{name: v, secret: {secretName: t}}]} | volume with secret.secretName=\"t\" is not allowed because service account default does not reference that secret",
        "{initContainers: [{name: i, env: [{name: E, valueFrom: {secretKeyRef: {name: t}}}]}]} | init container i with envVar E referencing secret.secretName=\"t\" is not allowed because service account default does not reference that secret",
        "{containers: [{name: c, env: [{name: E, valueFrom: {secretKeyRef: {name: s}}}]}]} |",
        "{containers: [{name: c, envFrom: [{secretRef: {name: t}}]}]} | container c with envFrom referencing secret.secretName=\"t\" is not allowed because service account default does not reference that secret",
        "{imagePullSecrets: [{name: p}, {name: q}]} | imagePullSecrets[1].name=\"q\" is not allowed because service account default does not reference that imagePullSecret",
      })
  void aPodUsesTheSecretsThatItsAccountLists(String spec, String why) {
    account("default", ", " + LIMITED, ", secrets: [{name: s}], imagePullSecrets: [{name: p}]");
    if (why == null) {
      admitted(spec);
    } else {
      assertThatThrownBy(() -> admitted(spec)).hasMessage("pods \"x\" is forbidden: " + why);
    }
  }

  @Test
  void ephemeralContainersAreBoundByItToo() {
    account("default", ", " + LIMITED, "");
    var pod =
        Trees.yaml(
            """
            spec:
              serviceAccountName: default
              containers: [{name: c, envFrom: [{secretRef: {name: t}}]}]
              ephemeralContainers: [{name: e, envFrom: [{secretRef: {name: u}}]}]
            """);
    var request = Requests.of(Operation.UPDATE, PODS, "ephemeralcontainers", pod, pod);
    plugin.mutate(request);
    assertThatThrownBy(() -> plugin.validate(request))
        .hasMessage(
            "pods \"x\" is forbidden: ephemeral container e with envFrom referencing"
                + " secret.secretName=\"u\" is not allowed because service account default does not"
                + " reference that secret");
    plugin.validate(Requests.update(PODS, pod, pod)); // The pod itself was judged when it was made.
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} |",
        "{serviceAccountName: default} | a mirror pod may not reference service accounts",
        "{containers: [{name: c, envFrom: [{secretRef: {name: s}}]}]} | a mirror pod may not reference secrets",
        "{imagePullSecrets: [{name: s}]} | a mirror pod may not reference secrets",
        "{volumes: [{name: v, csi: {nodePublishSecretRef: {name: s}}}]} | a mirror pod may not reference secrets",
        "{volumes: [{name: v, projected: {sources: [{secret: {name: s}}]}}]} | a mirror pod may not reference secrets",
        "{volumes: [{name: v, projected: {sources: [{serviceAccountToken: {path: t}}]}}]} | a mirror pod may not use ServiceAccountToken volume projections",
        "{volumes: [{name: v, projected: {sources: [{configMap: {name: c}}]}}]} |",
      })
  void aMirrorPodStaysAsItIsAndHasNothingOfTheApi(String spec, String why) {
    var pod =
        Trees.yaml(
            "{metadata: {annotations: {kubernetes.io/config.mirror: x}}, spec: %s}"
                .formatted(spec));
    var before = pod.deepCopy();
    var request = Requests.create(PODS, pod);
    if (why == null) {
      plugin.mutate(request);
      plugin.validate(request);
    } else {
      assertThatThrownBy(() -> plugin.mutate(request))
          .hasMessage("pods \"x\" is forbidden: " + why);
      assertThatThrownBy(() -> plugin.validate(request))
          .hasMessage("pods \"x\" is forbidden: " + why);
    }
    assertThat(pod).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"default, 300, true", "default, 60000, false", "robot, 300, false"})
  void aPodWaitsAWhileForTheAccountThatItsNewNamespaceIsGiven(
      String name, long afterMillis, boolean admitted) {
    var asked = new AtomicInteger();
    var store = new KnownObjects();
    var time = new PassingTime();
    var lookup =
        new Lookup() {
          @Override
          public Optional<ObjectNode> cached(GroupVersionResource kind, String in, String of) {
            return time.nanos() < Duration.ofMillis(afterMillis).toNanos()
                ? Optional.empty()
                : known.cached(kind, in, of);
          }

          @Override
          public Optional<ObjectNode> stored(GroupVersionResource kind, String in, String of) {
            asked.incrementAndGet();
            return store.stored(kind, in, of);
          }

          @Override
          public List<ObjectNode> allIn(GroupVersionResource kind, String namespace) {
            return List.of();
          }
        };
    account(name, "", "");
    var pod = Trees.yaml("spec: {serviceAccountName: %s}".formatted(name));
    var waiting = plugin(lookup, time);
    if (admitted) {
      waiting.mutate(Requests.create(PODS, pod));
    } else {
      assertThatThrownBy(() -> waiting.mutate(Requests.create(PODS, pod)))
          .hasMessage(
              "pods \"x\" is forbidden: error looking up service account default/%s: serviceaccount"
                      .formatted(name)
                  + " \"%s\" not found".formatted(name));
    }
    assertThat(asked.get()).as("reads of the store").isLessThanOrEqualTo(2);
    assertThat(time.nanos()).isLessThan(Duration.ofSeconds(2).toNanos());
  }

  private AdmissionChain chain(NameGenerator names, Set<String> disabled) {
    return BuiltInAdmission.chain(
        known,
        asked -> new Authorizer.Decision.NoOpinion(""),
        names,
        Time.system(),
        disabled,
        new SimpleMeterRegistry());
  }

  @Test
  void onlyPluginsThatThereAreCanBeDisabled() {
    var names = new NameGenerator(new Random(1));
    var pod = Trees.yaml("{metadata: {name: x}, spec: {}}");
    known.with("namespaces", "metadata: {name: default}");
    chain(names, Set.of("ServiceAccount")).mutate(Requests.create(PODS, pod));
    assertThat(pod.path("spec").has("serviceAccountName")).isFalse();
    var wrong = Set.of("ServiceAcount");
    assertThatThrownBy(() -> chain(names, wrong))
        .hasMessage("no admission plugin is named [ServiceAcount]");
  }

  /** Time that whoever sleeps lets pass. */
  private static final class PassingTime implements Time {

    private long nanos;

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public Instant instant() {
      return Instant.EPOCH.plusNanos(nanos);
    }

    @Override
    public void sleep(Duration duration) {
      nanos += duration.toNanos();
    }

    @Override
    public void await(Lock lock, Condition condition) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean await(Lock lock, Condition condition, Duration limit) {
      throw new UnsupportedOperationException();
    }
  }
}
