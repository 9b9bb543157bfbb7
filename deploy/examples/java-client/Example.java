import dev.quarterdeck.client.grpc.GrpcClient;
import dev.quarterdeck.client.grpc.ObjectEvent;
import dev.quarterdeck.client.grpc.Selection;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.Map;

/** Lists services, applies a Deployment, watches its pod, follows its log, runs a command in it. */
class Example {

  private static final String NAME = "java-client";
  private static final Map<String, String> LABELS = Map.of("app", NAME);

  public static void main(String[] arguments) throws IOException {
    var kubeconfig = Path.of(System.getenv("KUBECONFIG"));
    try (var cluster = GrpcClient.connect(kubeconfig, NAME)) {
      System.out.println("server " + cluster.version().getGitVersion() + ", services:");
      cluster.reflected().services().forEach(service -> System.out.println("  " + service));

      var deployments = cluster.resources(Deployment.class).inNamespace("default");
      deployments.apply(deployment(), NAME, false);
      System.out.println("applied the Deployment; its pod:");
      var pod = readyPod(cluster);

      System.out.println("its log:");
      followLog(cluster, pod);

      System.out.println("uname in it:");
      try (var session = cluster.pod("default", pod).exec("", "uname", "-sm")) {
        System.out.println("exit code " + session.copyTo(System.out, System.err));
      }
      deployments.delete(NAME);
      System.out.println("deleted the Deployment");
    }
  }

  private static String readyPod(GrpcClient cluster) {
    var pods = cluster.resources(Pod.class).inNamespace("default");
    try (var watch = pods.watch(Selection.labels("app=" + NAME))) {
      while (watch.hasNext()) {
        switch (watch.next()) {
          case ObjectEvent.Added<Pod>(var pod) when isReady(pod) -> {
            return tell("ready", pod);
          }
          case ObjectEvent.Modified<Pod>(var pod) when isReady(pod) -> {
            return tell("ready", pod);
          }
          case ObjectEvent.Added<Pod>(var pod) -> tell("added", pod);
          case ObjectEvent.Modified<Pod>(var pod) -> tell("modified", pod);
          case ObjectEvent.Deleted<Pod>(var pod) -> tell("deleted", pod);
          case ObjectEvent.Synced<Pod> _ -> {}
        }
      }
    }
    throw new IllegalStateException("the watch was closed");
  }

  private static String tell(String what, Pod pod) {
    var name = pod.getMetadata().getName();
    System.out.printf("  %s %s%n", what, name);
    return name;
  }

  private static boolean isReady(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null
        && pod.getStatus().getConditions().stream()
            .anyMatch(one -> one.getType().equals("Ready") && one.getStatus().equals("True"));
  }

  private static void followLog(GrpcClient cluster, String pod) throws IOException {
    try (var log = cluster.pod("default", pod).logs("", true);
        var lines = new BufferedReader(new InputStreamReader(log))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println("  " + line);
        if (line.equals("line 3")) {
          return;
        }
      }
    }
  }

  private static Deployment deployment() {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(NAME)
        .withNamespace("default")
        .endMetadata()
        .withNewSpec()
        .withNewSelector()
        .withMatchLabels(LABELS)
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(LABELS)
        .endMetadata()
        .withNewSpec()
        .withTerminationGracePeriodSeconds(1L)
        .addNewContainer()
        .withName("main")
        .withImage("quarterdeck.local/busybox:1")
        .withCommand("sh", "-c", "for n in 1 2 3; do echo line $n; sleep 1; done; sleep 3600")
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }
}
