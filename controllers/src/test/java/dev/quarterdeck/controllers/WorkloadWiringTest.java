package dev.quarterdeck.controllers;

import static dev.quarterdeck.controllers.Cluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controllers.pod.PodFacts;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.WrittenResources;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Deployments, replica sets and endpoint slices against the real API server. */
class WorkloadWiringTest {

  @RegisterExtension static final Cluster cluster = new Cluster(ControllersConfig.DEFAULT);

  static Deployment deployment(String name, int replicas, String image) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withNewSelector()
        .addToMatchLabels("app", name)
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels("app", name)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("main")
        .withImage(image)
        .addNewPort()
        .withName("http")
        .withContainerPort(8080)
        .endPort()
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static Deployment current(String name) {
    return cluster.client.apps().deployments().inNamespace("default").withName(name).get();
  }

  private static List<Pod> pods(String name) {
    return cluster.client.pods().inNamespace("default").withLabel("app", name).list().getItems();
  }

  private static List<ReplicaSet> sets(String name) {
    return cluster
        .client
        .apps()
        .replicaSets()
        .inNamespace("default")
        .withLabel("app", name)
        .list()
        .getItems();
  }

  private static boolean isRolledOut(String name, int replicas) {
    var deployment = current(name);
    var status = deployment.getStatus();
    return status != null
        && deployment.getMetadata().getGeneration().equals(status.getObservedGeneration())
        && Integer.valueOf(replicas).equals(status.getUpdatedReplicas())
        && Integer.valueOf(replicas).equals(status.getAvailableReplicas())
        && Integer.valueOf(replicas).equals(status.getReplicas())
        && progressing(name).equals("NewReplicaSetAvailable");
  }

  private static String progressing(String name) {
    return current(name).getStatus().getConditions().stream()
        .filter(c -> c.getType().equals("Progressing"))
        .map(DeploymentCondition::getReason)
        .findFirst()
        .orElse("");
  }

  private static void image(String name, String image) {
    cluster
        .client
        .apps()
        .deployments()
        .inNamespace("default")
        .withName(name)
        .edit(
            d ->
                new DeploymentBuilder(d)
                    .editSpec()
                    .editTemplate()
                    .editSpec()
                    .editFirstContainer()
                    .withImage(image)
                    .endContainer()
                    .endSpec()
                    .endTemplate()
                    .endSpec()
                    .build());
  }

  @Test
  void rollsOutUpdatesAndGoesBack() {
    cluster.client.resource(deployment("rolling", 4, "web:1")).create();
    await("first rollout", () -> isRolledOut("rolling", 4));
    var first = sets("rolling").getFirst().getMetadata().getName();

    image("rolling", "web:2");
    await("second rollout", () -> isRolledOut("rolling", 4) && sets("rolling").size() == 2);
    assertThat(pods("rolling").stream().filter(PodFacts::isActive))
        .hasSize(4)
        .allSatisfy(
            pod ->
                assertThat(pod.getSpec().getContainers().getFirst().getImage()).isEqualTo("web:2"));
    assertThat(revision("rolling")).isEqualTo("2");

    image("rolling", "web:1");
    await("rollback", () -> revision("rolling").equals("3") && isRolledOut("rolling", 4));
    assertThat(sets("rolling")).hasSize(2);
    assertThat(
            sets("rolling").stream()
                .filter(set -> set.getSpec().getReplicas() == 4)
                .map(set -> set.getMetadata().getName()))
        .containsExactly(first);
    await(
        "events",
        () ->
            cluster.client.v1().events().inNamespace("default").list().getItems().stream()
                .anyMatch(
                    e ->
                        "ScalingReplicaSet".equals(e.getReason())
                            && e.getMessage()
                                .equals("Scaled up replica set " + first + " from 0 to 4")));
  }

  private static String revision(String name) {
    return current(name)
        .getMetadata()
        .getAnnotations()
        .getOrDefault("deployment.kubernetes.io/revision", "");
  }

  @Test
  void makesFiftyPodsInWellUnderASecondAndNeverOneTooMany() {
    cluster.client.resource(deployment("many", 50, "web:1")).create();
    var start = System.nanoTime();
    await("50 pods", () -> pods("many").size() >= 50);
    var took = Duration.ofNanos(System.nanoTime() - start);
    await("all ready", () -> isRolledOut("many", 50));
    assertThat(pods("many")).hasSize(50);
    assertThat(took).isLessThan(Duration.ofSeconds(3)); // Shared machines are slow; usually 0.3 s.
    cluster.client.apps().deployments().inNamespace("default").withName("many").scale(3);
    await("scaled down", () -> pods("many").size() == 3);
  }

  @Test
  void restartedControllersGoOnWhereTheyWere() {
    cluster.client.resource(deployment("restarted", 6, "web:1")).create();
    await("rollout", () -> isRolledOut("restarted", 6));
    image("restarted", "web:2");
    await("under way", () -> sets("restarted").size() == 2);
    cluster.stopControllers();
    cluster.startControllers(ControllersConfig.DEFAULT);
    await("finished", () -> isRolledOut("restarted", 6));
    await("no pod too many", () -> pods("restarted").size() == 6);
    assertThat(sets("restarted")).hasSize(2);
  }

  @Test
  void replacesAPodThatIsDeleted() {
    cluster.client.resource(deployment("healing", 2, "web:1")).create();
    await("rollout", () -> isRolledOut("healing", 2));
    var victim = pods("healing").getFirst();
    cluster.client.resource(victim).delete();
    await(
        "replacement",
        () ->
            pods("healing").stream().noneMatch(p -> uid(p).equals(uid(victim)))
                && pods("healing").size() == 2);
  }

  private static String uid(Pod pod) {
    return pod.getMetadata().getUid();
  }

  @Test
  void adoptsMatchingPodsAndReleasesThoseThatNoLongerMatch() throws InterruptedException {
    cluster.client.resource(deployment("claims", 1, "web:1")).create();
    await("rollout", () -> isRolledOut("claims", 1));
    var pod = pods("claims").getFirst();
    relabel(pod, "lost");
    await(
        "released and replaced",
        () ->
            cluster.client.resource(pod).get().getMetadata().getOwnerReferences().isEmpty()
                && pods("claims").size() == 1);
    relabel(pod, "claims");
    await(
        "adopted, and one of the two gone as surplus",
        () ->
            pods("claims").size() == 1
                && pods("claims").getFirst().getMetadata().getOwnerReferences().size() == 1);
  }

  private static void relabel(Pod pod, String app) throws InterruptedException {
    var patch = Json.object();
    patch.withObject("/metadata").withObject("/labels").put("app", app);
    new Api(cluster.client, Time.system())
        .patch(WrittenResources.PODS, ObjectKey.of(pod), "", patch);
  }

  @Test
  void writesEndpointSlicesWithResolvedPorts() {
    cluster.client.resource(deployment("served", 3, "web:1")).create();
    cluster
        .client
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("served")
                .endMetadata()
                .withNewSpec()
                .addToSelector("app", "served")
                .addNewPort()
                .withPort(80)
                .withTargetPort(new IntOrString("http"))
                .endPort()
                .endSpec()
                .build())
        .create();
    await("three ready endpoints", () -> ready("served") == 3);
    var slice = slices("served").getFirst();
    assertThat(slices("served")).hasSize(1);
    assertThat(slice.getPorts().getFirst().getPort()).isEqualTo(8080);
    assertThat(slice.getMetadata().getOwnerReferences().getFirst().getKind()).isEqualTo("Service");
    assertThat(slice.getEndpoints())
        .allSatisfy(e -> assertThat(e.getNodeName()).isEqualTo("node-1"));

    cluster.client.services().inNamespace("default").withName("served").delete();
    await("slices go with their service", () -> slices("served").isEmpty());
  }

  private static List<EndpointSlice> slices(String service) {
    return cluster
        .client
        .discovery()
        .v1()
        .endpointSlices()
        .inNamespace("default")
        .withLabel("kubernetes.io/service-name", service)
        .list()
        .getItems();
  }

  private static long ready(String service) {
    return slices(service).stream()
        .flatMap(slice -> slice.getEndpoints().stream())
        .map(Endpoint::getConditions)
        .filter(c -> Boolean.TRUE.equals(c.getReady()))
        .count();
  }

  private static Endpoints endpoints(String name) {
    return cluster.client.endpoints().inNamespace("default").withName(name).get();
  }

  @Test
  void aServicesEndpointsFollowItsPodsAndGoWithIt() {
    cluster.client.resource(deployment("listed", 2, "web:1")).create();
    var service =
        new ServiceBuilder()
            .withNewMetadata()
            .withNamespace("default")
            .withName("listed")
            .endMetadata()
            .withNewSpec()
            .addToSelector("app", "listed")
            .addNewPort()
            .withPort(80)
            .withTargetPort(new IntOrString("http"))
            .endPort()
            .endSpec()
            .build();
    cluster.client.resource(service).create();
    await("two addresses", () -> addresses("listed") == 2);
    cluster.client.endpoints().inNamespace("default").withName("listed").delete();
    await("the endpoints again", () -> addresses("listed") == 2);
    cluster.client.apps().deployments().inNamespace("default").withName("listed").scale(1);
    await("one address", () -> addresses("listed") == 1);
    cluster.client.resource(service).delete();
    await("no endpoints", () -> endpoints("listed") == null);
  }

  @Test
  void endpointsThatSomebodyWritesForNoServiceStay() {
    var endpoints = cluster.client.endpoints().inNamespace("default");
    var own = new EndpointsBuilder().withNewMetadata().withName("lonely").endMetadata().build();
    endpoints.resource(own).create();
    endpoints
        .withName("lonely")
        .edit(
            e ->
                new EndpointsBuilder(e).editMetadata().addToLabels("a", "b").endMetadata().build());
    Awaitility.await("nobody deletes them")
        .during(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(5))
        .until(() -> endpoints("lonely") != null);
  }

  private static int addresses(String name) {
    var endpoints = endpoints(name);
    return endpoints == null
        ? 0
        : endpoints.getSubsets().stream().mapToInt(s -> s.getAddresses().size()).sum();
  }
}
