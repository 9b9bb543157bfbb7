package dev.quarterdeck.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.e2e.clients.OneHostLab.Kubeconfig;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A custom kind that uses all features of a definition. */
@ExtendWith(OneHostLab.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class CustomResourceTest {

  private static final String DEFINITION = "ships.fleet.example.com";

  private final KubernetesClient client;
  private final Kubectl kubectl;
  private ConversionWebhook webhook;

  CustomResourceTest(Kubeconfig kubeconfig) {
    client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(kubeconfig.file().toFile()))
            .build();
    kubectl = new Kubectl(kubeconfig.file());
  }

  @BeforeAll
  void define() throws Exception {
    webhook = ConversionWebhook.start();
    var text =
        Manifests.text("ships.yaml")
            .replace("${url}", webhook.url())
            .replace("${caBundle}", webhook.caBundle());
    var definition =
        client.getKubernetesSerialization().unmarshal(text, CustomResourceDefinition.class);
    client.resource(definition).create();
    client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName(DEFINITION)
        .waitUntilCondition(
            live ->
                live != null
                    && live.getStatus() != null
                    && live.getStatus().getConditions().stream()
                        .anyMatch(is -> is.getType().equals("Established")),
            20,
            TimeUnit.SECONDS);
  }

  @AfterAll
  void forget() {
    client.apiextensions().v1().customResourceDefinitions().withName(DEFINITION).delete();
    client.close();
    webhook.close();
  }

  private NonNamespaceOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      ships(String version) {
    return client
        .genericKubernetesResources(
            new ResourceDefinitionContext.Builder()
                .withGroup("fleet.example.com")
                .withVersion(version)
                .withKind("Ship")
                .withPlural("ships")
                .withNamespaced(true)
                .build())
        .inNamespace("default");
  }

  private GenericKubernetesResource ship(String version, String name, String spec) {
    return client
        .getKubernetesSerialization()
        .unmarshal(
            "apiVersion: fleet.example.com/%s\nkind: Ship\nmetadata: {name: %s}\nspec: %s\n"
                .formatted(version, name, spec),
            GenericKubernetesResource.class);
  }

  private static Object spec(GenericKubernetesResource ship, String field) {
    return ship.get("spec", field);
  }

  @Test
  void defaultsAreFilledAndWhatTheSchemaDoesNotKnowIsPruned() {
    var made =
        ships("v2").resource(ship("v2", "pruned", "{harbour: kiel, figurehead: lion}")).create();
    assertThat(spec(made, "boats")).isEqualTo(2);
    assertThat(spec(made, "crew")).isEqualTo(10);
    assertThat(spec(made, "figurehead")).isNull();
    assertThat(
            kubectl.fails(
                "{apiVersion: fleet.example.com/v2, kind: Ship, metadata: {name: strict}, spec: {harbour:"
                    + " kiel, figurehead: lion}}",
                "apply",
                "--validate=strict",
                "-f",
                "-"))
        .contains("unknown field \"spec.figurehead\"");
  }

  @Test
  void rulesRefuseWhatBreaksThem() {
    var ships = ships("v2");
    assertThatThrownBy(
            () -> ships.resource(ship("v2", "wrong", "{harbour: kiel, boats: 11}")).create())
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("spec: Invalid value")
        .hasMessageContaining("11 boats need more than 10 hands");
    ships.resource(ship("v2", "keeps", "{harbour: kiel}")).create();
    assertThatThrownBy(
            () ->
                ships
                    .withName("keeps")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"harbour\":\"x\"}}"))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("spec.harbour: Forbidden: a ship keeps its harbour");
  }

  @Test
  void theOtherVersionIsConvertedByTheWebhook() {
    var before = webhook.reviews();
    ships("v1").resource(ship("v1", "old", "{port: bremen, boats: 3, crew: 20}")).create();
    assertThat(webhook.reviews()).isGreaterThan(before);
    assertThat(spec(ships("v2").withName("old").get(), "harbour")).isEqualTo("bremen");
    assertThat(spec(ships("v1").withName("old").get(), "port")).isEqualTo("bremen");
    assertThat(ships("v1").list().getItems())
        .filteredOn(ship -> ship.getMetadata().getName().equals("old"))
        .singleElement()
        .satisfies(ship -> assertThat(spec(ship, "port")).isEqualTo("bremen"));
  }

  @Test
  void scaleAndStatusHaveDoorsOfTheirOwn() {
    ships("v2").resource(ship("v2", "scaled", "{harbour: kiel}")).create();
    kubectl.run("scale", "ship", "scaled", "--replicas=5");
    assertThat(spec(ships("v2").withName("scaled").get(), "boats")).isEqualTo(5);
    kubectl.run(
        "patch",
        "ship",
        "scaled",
        "--subresource=status",
        "--type=merge",
        "-p",
        "{\"status\":{\"boats\":4,\"selector\":\"a=b\"},\"spec\":{\"boats\":9}}");
    var ship = ships("v2").withName("scaled").get();
    assertThat(ship.<Integer>get("status", "boats")).isEqualTo(4);
    assertThat(spec(ship, "boats")).isEqualTo(5);
  }

  @Test
  void columnsNamesCategoriesAndSelectableFieldsAreServed() {
    ships("v2").resource(ship("v2", "seen", "{harbour: emden}")).create();
    assertThat(kubectl.run("get", "shp", "seen")).contains("HARBOUR", "BOATS", "emden");
    assertThat(kubectl.run("get", "fleet")).contains("seen");
    assertThat(kubectl.run("explain", "ship.spec.cargo")).contains("tons");
    assertThat(ships("v2").withField("spec.harbour", "emden").list().getItems())
        .extracting(ship -> ship.getMetadata().getName())
        .containsExactly("seen");
  }

  @Test
  void listsAreMergedByTheirKeysWhenApplied() {
    apply("one", "sails", "{harbour: kiel, cargo: [{name: tea, tons: 1}]}");
    apply("two", "sails", "{cargo: [{name: rum, tons: 2k}]}");
    var ship = ships("v2").withName("sails").get();
    assertThat(ship.<java.util.List<?>>get("spec", "cargo")).hasSize(2);
    assertThatThrownBy(() -> apply("two", "sails", "{cargo: [{name: tea, tons: 7}]}"))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("conflict with \"one\"");
  }

  private void apply(String manager, String name, String spec) {
    ships("v2").resource(ship("v2", name, spec)).fieldManager(manager).serverSideApply();
  }
}
