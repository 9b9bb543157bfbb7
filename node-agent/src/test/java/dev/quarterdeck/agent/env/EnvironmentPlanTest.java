package dev.quarterdeck.agent.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.quarterdeck.agent.reference.KnownObjects;
import dev.quarterdeck.agent.worker.ContainerEnvironment.Addresses;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentPlanTest {

  private static final Addresses ADDRESSES =
      new Addresses(List.of("10.244.1.5", "fd00::5"), List.of("192.168.0.2"));

  private final KnownObjects objects = new KnownObjects();

  private static Pod pod(Container container) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("web-1")
        .withNamespace("shop")
        .withUid("uid-1")
        .addToLabels("app", "web")
        .addToAnnotations("note", "n\"1")
        .endMetadata()
        .withNewSpec()
        .withNodeName("node-2")
        .withServiceAccountName("default")
        .addToContainers(container)
        .endSpec()
        .build();
  }

  private Environment plan(Container container) {
    return EnvironmentPlan.of(
        new EnvironmentPlan.Inputs(
            pod(container),
            container,
            ADDRESSES,
            Map.of("DB_SERVICE_HOST", "10.96.0.9"),
            Map.of("cpu", new Quantity("4"), "memory", new Quantity("8Gi")),
            objects));
  }

  private Map<String, String> variables(Container container) {
    assertThat(plan(container)).isInstanceOf(Environment.Variables.class);
    return ((Environment.Variables) plan(container)).values();
  }

  private String refusal(Container container) {
    assertThat(plan(container)).isInstanceOf(Environment.Refused.class);
    return ((Environment.Refused) plan(container)).why();
  }

  private static ContainerBuilder container() {
    return new ContainerBuilder().withName("c");
  }

  @Test
  void laterVariablesSeeEarlierOnesAndServices() {
    var env =
        variables(
            container()
                .addToEnv(new EnvVar("A", "1", null))
                .addToEnv(new EnvVar("B", "$(A)-$(C)-$(DB_SERVICE_HOST)", null))
                .addToEnv(new EnvVar("C", "$$(A)", null))
                .addToEnv(new EnvVar("NOTHING", null, null))
                .build());
    assertThat(env)
        .containsExactly(
            entry("A", "1"),
            entry("B", "1-$(C)-10.96.0.9"),
            entry("C", "$(A)"),
            entry("NOTHING", ""),
            entry("DB_SERVICE_HOST", "10.96.0.9"));
  }

  @Test
  void envReplacesEnvFromAndBothReplaceServices() {
    objects.configMap("shop", "conf", Map.of("A", "map", "B", "map", "DB_SERVICE_HOST", "mine"));
    objects.secret("shop", "keys", Map.of("B", "secret"));
    var env =
        variables(
            container()
                .addNewEnvFrom()
                .withNewConfigMapRef("conf", false)
                .endEnvFrom()
                .addNewEnvFrom()
                .withNewSecretRef("keys", false)
                .endEnvFrom()
                .addNewEnvFrom()
                .withPrefix("P_")
                .withNewSecretRef("keys", false)
                .endEnvFrom()
                .addToEnv(new EnvVar("A", "own $(B)", null))
                .build());
    assertThat(env)
        .containsOnly(
            entry("A", "own secret"),
            entry("B", "secret"),
            entry("P_B", "secret"),
            entry("DB_SERVICE_HOST", "mine"));
  }

  @Test
  void keysThatCannotBeVariablesAreSkippedWithAWord() {
    objects.configMap("shop", "conf", Map.of("good.key", "1", "b=d", "2", "ümlaut", "3"));
    var plan =
        plan(container().addNewEnvFrom().withNewConfigMapRef("conf", false).endEnvFrom().build());
    assertThat(plan)
        .isEqualTo(
            new Environment.Variables(
                Map.of("good.key", "1", "DB_SERVICE_HOST", "10.96.0.9"),
                List.of(
                    "Keys [b=d, ümlaut] from the EnvFrom configMap shop/conf were skipped since"
                        + " they are considered invalid environment variable names.")));
  }

  @Test
  void requiredSourcesMustBeThere() {
    objects.configMap("shop", "conf", Map.of("k", "v"));
    objects.secret("shop", "keys", Map.of("k", "v"));
    assertThat(
            refusal(
                container().addNewEnvFrom().withNewConfigMapRef("x", null).endEnvFrom().build()))
        .isEqualTo("configmap \"x\" not found");
    assertThat(
            refusal(container().addNewEnvFrom().withNewSecretRef("x", null).endEnvFrom().build()))
        .isEqualTo("secret \"x\" not found");
    assertThat(refusal(fromConfigMap("x", "k", null))).isEqualTo("configmap \"x\" not found");
    assertThat(refusal(fromConfigMap("conf", "other", null)))
        .isEqualTo("couldn't find key other in ConfigMap shop/conf");
    assertThat(refusal(fromSecret("keys", "other", false)))
        .isEqualTo("couldn't find key other in Secret shop/keys");
    objects.breakDown("the API server is away");
    assertThat(refusal(fromSecret("keys", "k", true))).isEqualTo("the API server is away");
  }

  @Test
  void optionalSourcesMayBeMissing() {
    objects.configMap("shop", "conf", Map.of("k", "v"));
    assertThat(variables(fromConfigMap("x", "k", true))).doesNotContainKey("V");
    assertThat(variables(fromConfigMap("conf", "other", true))).doesNotContainKey("V");
    assertThat(variables(fromConfigMap("conf", "k", true))).containsEntry("V", "v");
    assertThat(variables(fromSecret("x", "k", true))).doesNotContainKey("V");
    assertThat(
            variables(container().addNewEnvFrom().withNewSecretRef("x", true).endEnvFrom().build()))
        .containsOnlyKeys("DB_SERVICE_HOST");
  }

  private static Container fromConfigMap(String name, String key, Boolean optional) {
    return container()
        .addNewEnv()
        .withName("V")
        .withNewValueFrom()
        .withNewConfigMapKeyRef(key, name, optional)
        .endValueFrom()
        .endEnv()
        .build();
  }

  private static Container fromSecret(String name, String key, Boolean optional) {
    return container()
        .addNewEnv()
        .withName("V")
        .withNewValueFrom()
        .withNewSecretKeyRef(key, name, optional)
        .endValueFrom()
        .endEnv()
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "metadata.name, web-1",
    "metadata.namespace, shop",
    "metadata.uid, uid-1",
    "metadata.labels['app'], web",
    "metadata.labels['none'], ''",
    "metadata.labels, app=\"web\"",
    "metadata.annotations, note=\"n\\\"1\"",
    "spec.nodeName, node-2",
    "spec.serviceAccountName, default",
    "status.podIP, 10.244.1.5",
    "status.podIPs, '10.244.1.5,fd00::5'",
    "status.hostIP, 192.168.0.2",
    "status.hostIPs, 192.168.0.2",
  })
  void fields(String path, String expected) {
    var container =
        container()
            .addNewEnv()
            .withName("V")
            .withNewValueFrom()
            .withNewFieldRef("v1", path)
            .endValueFrom()
            .endEnv()
            .build();
    assertThat(variables(container)).containsEntry("V", expected);
  }

  @Test
  void anUnknownFieldIsRefused() {
    var container =
        container()
            .addNewEnv()
            .withName("V")
            .withNewValueFrom()
            .withNewFieldRef("v1", "spec.hostname")
            .endValueFrom()
            .endEnv()
            .build();
    assertThat(refusal(container)).contains("spec.hostname");
  }

  @ParameterizedTest
  @CsvSource({
    "limits.cpu, , 1",
    "limits.cpu, 1m, 250",
    "requests.cpu, 1m, 100",
    "requests.cpu, 1, 1",
    "limits.memory, , 8589934592",
    "limits.memory, 1Mi, 8192",
    "requests.memory, 1Mi, 65",
    "requests.ephemeral-storage, , 0",
  })
  void resources(String resource, String divisor, String expected) {
    var container =
        container()
            .withNewResources()
            .addToLimits("cpu", new Quantity("250m"))
            .addToRequests("cpu", new Quantity("100m"))
            .addToRequests("memory", new Quantity("64.5Mi"))
            .endResources()
            .addNewEnv()
            .withName("V")
            .withNewValueFrom()
            .withResourceFieldRef(
                new ResourceFieldSelector(
                    null, divisor == null ? null : Quantity.parse(divisor), resource))
            .endValueFrom()
            .endEnv()
            .build();
    assertThat(variables(container)).containsEntry("V", expected);
  }
}
