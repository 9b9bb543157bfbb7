package dev.quarterdeck.agent.volume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.agent.reference.KnownObjects;
import dev.quarterdeck.agent.reference.LookupResult;
import dev.quarterdeck.agent.volume.Projection.ProjectedFile;
import dev.quarterdeck.agent.worker.ContainerEnvironment.Addresses;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProjectionPlanTest {

  private final KnownObjects objects = new KnownObjects();
  private PodTokens tokens =
      (pod, audience, seconds) -> new LookupResult.Unknown<>("no tokens here");

  private static final Pod POD =
      new PodBuilder()
          .withNewMetadata()
          .withName("web")
          .withNamespace("shop")
          .withUid("u")
          .addToLabels("app", "web")
          .addToLabels("tier", "front")
          .endMetadata()
          .withNewSpec()
          .withServiceAccountName("default")
          .addNewContainer()
          .withName("main")
          .withNewResources()
          .addToLimits("memory", new Quantity("64Mi"))
          .endResources()
          .endContainer()
          .endSpec()
          .build();

  @BeforeEach
  void fill() {
    objects.configMap("shop", "conf", Map.of("a", "1", "b", "2"));
    objects.secret("shop", "keys", Map.of("k", "s3cret"));
  }

  private Projection plan(UnaryOperator<VolumeBuilder> volume) {
    var sources =
        new ProjectionPlan.Sources(
            objects, tokens, new Addresses(List.of(), List.of()), Map.of("cpu", new Quantity("2")));
    return ProjectionPlan.of(POD, volume.apply(new VolumeBuilder().withName("v")).build(), sources);
  }

  private static Projection files(Map<String, ProjectedFile> files) {
    return new Projection.Files(files);
  }

  private static ProjectedFile file(String content, int mode) {
    return new ProjectedFile(content.getBytes(UTF_8), mode);
  }

  @Test
  void wholeObjects() {
    assertThat(plan(v -> v.withNewConfigMap().withName("conf").endConfigMap()))
        .isEqualTo(files(Map.of("a", file("1", 0644), "b", file("2", 0644))));
    assertThat(
            plan(v -> v.withNewSecret().withSecretName("keys").withDefaultMode(0400).endSecret()))
        .isEqualTo(files(Map.of("k", file("s3cret", 0400))));
  }

  @Test
  void chosenKeysAtChosenPlaces() {
    assertThat(
            plan(
                v ->
                    v.withNewConfigMap()
                        .withName("conf")
                        .withItems(
                            new KeyToPath("a", 0600, "x/a.txt"), new KeyToPath("b", null, "b"))
                        .endConfigMap()))
        .isEqualTo(files(Map.of("x/a.txt", file("1", 0600), "b", file("2", 0644))));
  }

  @Test
  void whatIsMissing() {
    assertThat(plan(v -> v.withNewConfigMap().withName("none").endConfigMap()))
        .isEqualTo(new Projection.NotReady("configmap \"none\" not found"));
    assertThat(plan(v -> v.withNewSecret().withSecretName("none").withOptional(true).endSecret()))
        .isEqualTo(files(Map.of()));
    assertThat(
            plan(
                v ->
                    v.withNewConfigMap()
                        .withName("conf")
                        .withItems(new KeyToPath("z", null, "z"))
                        .endConfigMap()))
        .isEqualTo(new Projection.NotReady("configmap references non-existent config key: z"));
    assertThat(
            plan(
                v ->
                    v.withNewSecret()
                        .withSecretName("keys")
                        .withItems(new KeyToPath("k", null, "../../etc/passwd"))
                        .endSecret()))
        .isInstanceOf(Projection.NotReady.class);
    objects.breakDown("server away");
    assertThat(plan(v -> v.withNewSecret().withSecretName("keys").withOptional(true).endSecret()))
        .isEqualTo(new Projection.NotReady("server away"));
  }

  @Test
  void thePodItself() {
    assertThat(
            plan(
                v ->
                    v.withNewDownwardAPI()
                        .addNewItem()
                        .withPath("labels")
                        .withNewFieldRef("v1", "metadata.labels")
                        .endItem()
                        .addNewItem()
                        .withPath("mem")
                        .withMode(0440)
                        .withNewResourceFieldRef()
                        .withContainerName("main")
                        .withResource("limits.memory")
                        .withDivisor(new Quantity("1Mi"))
                        .endResourceFieldRef()
                        .endItem()
                        .endDownwardAPI()))
        .isEqualTo(
            files(
                Map.of(
                    "labels", file("app=\"web\"\ntier=\"front\"", 0644),
                    "mem", file("64", 0440))));
  }

  @Test
  void severalSourcesTogether() {
    tokens =
        (pod, audience, seconds) ->
            new LookupResult.Found<>("token for %s %d".formatted(audience, seconds));
    assertThat(
            plan(
                v ->
                    v.withNewProjected()
                        .withDefaultMode(0440)
                        .addNewSource()
                        .withNewConfigMap()
                        .withName("conf")
                        .endConfigMap()
                        .endSource()
                        .addNewSource()
                        .withNewSecret()
                        .withName("keys")
                        .addToItems(new KeyToPath("k", null, "a"))
                        .endSecret()
                        .endSource()
                        .addNewSource()
                        .withNewServiceAccountToken("vault", 600L, "token")
                        .endSource()
                        .endProjected()))
        .isEqualTo(
            files(
                Map.of(
                    "a", file("s3cret", 0440),
                    "b", file("2", 0440),
                    "token", file("token for vault 600", 0440))));
  }

  @Test
  void tokensThatNobodyServesAreAClearFailure() {
    assertThat(
            plan(
                v ->
                    v.withNewProjected()
                        .addNewSource()
                        .withNewServiceAccountToken("", null, "token")
                        .endSource()
                        .endProjected()))
        .isEqualTo(new Projection.NotReady("no tokens here"));
  }
}
