package dev.quarterdeck.e2e.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.cli.image.BuiltInImages;
import dev.quarterdeck.cli.process.Command;
import dev.quarterdeck.e2e.fixture.LabExtension;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What other users of the machine, and pods, can read of a lab's keys and objects. */
@Tag("lab")
class LabSecretsTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @RegisterExtension static final LabExtension LAB = LabExtension.ofNodes(2);

  private static Path pki() {
    return LAB.lab().folder().root().resolve("pki");
  }

  /** Sends a request to one of etcd's ports, with further options of curl. */
  private static Command.Outcome ask(String scheme, int port, String path, String... options) {
    var words = new ArrayList<>(List.of("curl", "-sS", "-k", "--http1.1", "--max-time", "5"));
    words.addAll(List.of(options));
    words.add("%s://127.0.0.1:%d%s".formatted(scheme, port, path));
    return Command.attempt(LIMIT, "", words);
  }

  private static String[] certificate(String name) {
    return new String[] {
      "--cert", pki().resolve(name + ".crt").toString(),
      "--key", pki().resolve(name + ".key").toString()
    };
  }

  @ParameterizedTest
  @CsvSource({"0, /health", "0, /version", "1, /members", "1, /version"})
  void etcdAnswersNobodyWithoutItsOwnCertificates(int portOffset, String path) {
    var port = LAB.lab().spec().etcdPort() + portOffset;
    assertThat(ask("http", port, path).succeeded()).isFalse();
    assertThat(ask("https", port, path).succeeded()).isFalse();
    assertThat(ask("https", port, path, certificate("admin")).succeeded())
        .as("the cluster's administrator")
        .isFalse();
    assertThat(ask("https", port, path, certificate("apiserver-etcd-client")).output())
        .as("the API server")
        .matches("(?s)[\\[{].*");
  }

  @BeforeAll
  static void startPodsWithTheirHostsRoot() {
    for (var node : LAB.lab().spec().nodes()) {
      LAB.client().pods().inNamespace("default").resource(podWithRoot(node.name())).create();
    }
    for (var node : LAB.lab().spec().nodes()) {
      LAB.client()
          .pods()
          .inNamespace("default")
          .withName(node.name())
          .waitUntilReady(60, TimeUnit.SECONDS);
    }
  }

  private static Pod podWithRoot(String node) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(node)
        .endMetadata()
        .withNewSpec()
        .withNodeName(node)
        .withTerminationGracePeriodSeconds(0L)
        .addNewContainer()
        .withName("main")
        .withImage(BuiltInImages.BUSYBOX)
        .withCommand("sleep", "10000")
        .addNewVolumeMount()
        .withName("root")
        .withMountPath("/host")
        .endVolumeMount()
        .endContainer()
        .addNewVolume()
        .withName("root")
        .withNewHostPath("/", "")
        .endVolume()
        .endSpec()
        .build();
  }

  /** Runs a shell command in the pod that has the host's root at /host. */
  private static List<String> inPod(String node, String command) {
    var words = new String[] {"exec", node, "--", "sh", "-c", command};
    return LAB.kubectl().run(words).lines().toList();
  }

  @Test
  void aPodWithItsHostsRootFindsNoKeyOfTheControlPlane() {
    var files =
        inPod(
            "node-1",
            "find /host -path /host/proc -prune -o -path /host/sys -prune -o -path /host/usr -prune"
                + " -o -type f -print");
    var root = "/host" + LAB.lab().folder().root();
    assertThat(files)
        .contains(root + "/hosts/node-1/pki/client.key")
        .noneMatch(file -> file.startsWith(root) && !file.startsWith(root + "/hosts/node-1/"))
        .noneMatch(file -> file.matches(".*/(ca|sa|admin|apiserver.*)\\.key"))
        .noneMatch(file -> file.matches(".*/(admin|scheduler|controller-manager)\\.kubeconfig"))
        .noneMatch(file -> file.matches(".*/member/(snap|wal)/.*"));
  }

  @Test
  void aPodWithItsHostsRootFindsNobodysHome() {
    assertThat(inPod("node-1", "ls -A /host/root /host/home | grep -v '^/host/'; true"))
        .allMatch(String::isEmpty);
  }

  @Test
  void whatAPodWritesToItsHostIsOnThatHostAlone() {
    var name = "written-by-" + LAB.lab().spec().label();
    inPod("node-1", "mkdir /host/opt/" + name + " && echo x >/host/etc/" + name);
    assertThat(inPod("node-1", "ls -d /host/opt/" + name + " /host/etc/" + name)).hasSize(2);
    assertThat(inPod("node-2", "ls /host/opt /host/etc")).doesNotContain(name);
    assertThat(Path.of("/opt", name)).doesNotExist();
    assertThat(Path.of("/etc", name)).doesNotExist();
  }

  @Test
  void theLabsFolderIsItsOwnersAlone() throws Exception {
    var root = LAB.lab().folder().root();
    assertThat(permissions(root)).isEqualTo("rwx------");
    try (Stream<Path> files = Files.walk(pki())) {
      assertThat(files.filter(file -> file.toString().matches(".*\\.(key|kubeconfig)")))
          .hasSizeGreaterThan(5)
          .allSatisfy(file -> assertThat(permissions(file)).isEqualTo("rw-------"));
    }
    assertThat(permissions(LAB.lab().folder().kubeconfig())).isEqualTo("rw-------");
  }

  private static String permissions(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
