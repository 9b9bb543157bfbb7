package dev.quarterdeck.agent.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.agent.worker.PodView;
import dev.quarterdeck.agent.worker.PodView.ContainerView;
import dev.quarterdeck.agent.worker.PodViews;
import dev.quarterdeck.client.pki.CertificateAuthority;
import dev.quarterdeck.client.stream.UpgradeTarget;
import dev.quarterdeck.client.stream.UpgradeTunnel;
import dev.quarterdeck.cri.CriConnection;
import dev.quarterdeck.cri.CriDeadlines;
import dev.quarterdeck.cri.fixture.ContainerdFixture;
import dev.quarterdeck.cri.fixture.TestImages;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import dev.quarterdeck.proto.cri.v1.ContainerConfig;
import dev.quarterdeck.proto.cri.v1.ContainerMetadata;
import dev.quarterdeck.proto.cri.v1.ImageSpec;
import dev.quarterdeck.proto.cri.v1.LinuxPodSandboxConfig;
import dev.quarterdeck.proto.cri.v1.PodSandboxConfig;
import dev.quarterdeck.proto.cri.v1.PodSandboxMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real kubectl, through a stand-in for the API server and our kubelet server, to real containerd:
 * two tunnels in a row, as in a cluster.
 */
@Tag("containerd")
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubectlStreamsTest {

  private record Result(int exitCode, String stdout, String stderr) {}

  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<String> statuses = new LinkedBlockingQueue<>();
  private Path folder;
  private ContainerdFixture containerd;
  private CriConnection cri;
  private KubeletServer kubelet;
  private NetClient dialer;
  private int kubeletPort;
  private int apiPort;
  private Pod pod;
  private PodView view;

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    containerd = ContainerdFixture.start();
    cri = CriConnection.to(containerd.endpoint(), CriDeadlines.DEFAULT, new SimpleMeterRegistry());
    startPod();
    startKubelet();
    startApi();
  }

  @AfterAll
  void stop() throws Exception {
    cri.runtime().removePodSandbox(view.sandboxId().orElseThrow());
    kubelet.close();
    cri.close();
    containerd.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private void startPod() {
    var logs = containerd.folder().resolve("logs");
    var sandbox =
        PodSandboxConfig.newBuilder()
            .setMetadata(
                PodSandboxMetadata.newBuilder().setName("web").setNamespace("default").setUid("u1"))
            .setHostname("web")
            .setLogDirectory(logs.toString())
            .setLinux(LinuxPodSandboxConfig.newBuilder().setCgroupParent(containerd.cgroupParent()))
            .build();
    var sandboxId = cri.runtime().runPodSandbox(sandbox, "");
    var container =
        ContainerConfig.newBuilder()
            .setMetadata(ContainerMetadata.newBuilder().setName("c"))
            .setImage(ImageSpec.newBuilder().setImage(TestImages.BUSYBOX))
            .addAllCommand(
                List.of(
                    "sh",
                    "-c",
                    "busybox ln -s /bin/busybox /bin/tar; busybox nc -ll -p 8080 -e cat &"
                        + " while read line; do echo heard $line; done; sleep 3600"))
            .setStdin(true)
            .setLogPath("c.log")
            .build();
    var id = cri.runtime().createContainer(sandboxId, container, sandbox);
    cri.runtime().startContainer(id);
    pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("web")
            .withNamespace("default")
            .withUid("u1")
            .endMetadata()
            .withNewSpec()
            .withNodeName("n1")
            .addNewContainer()
            .withName("c")
            .withStdin(true)
            .endContainer()
            .endSpec()
            .withNewStatus()
            .withPhase("Running")
            .endStatus()
            .build();
    view =
        new PodView(
            pod,
            Optional.of(sandboxId),
            List.of(new ContainerView("c", id, 0, PodView.State.RUNNING, logs.resolve("c.log"))));
  }

  private void startKubelet() throws Exception {
    var authority =
        CertificateAuthority.openOrCreate(folder, InstantSource.system(), new SecureRandom());
    authority.server(folder, "server", "system:node:n1", List.of("127.0.0.1"));
    authority.client(folder, "api", "api", List.of("system:masters"));
    var pods =
        new PodViews() {
          @Override
          public Optional<PodView> find(ObjectKey key) {
            return ObjectKey.of(pod).equals(key) ? Optional.of(view) : Optional.empty();
          }

          @Override
          public Collection<PodView> all() {
            return List.of(view);
          }
        };
    kubelet =
        new KubeletServer(
            vertx,
            new KubeletSettings(
                "127.0.0.1",
                0,
                folder.resolve("server.crt"),
                folder.resolve("server.key"),
                folder.resolve("ca.crt"),
                Set.of()),
            pods,
            cri.runtime(),
            Map.of(),
            Healthy.REPORT,
            Time.system());
    kubeletPort = kubelet.start();
    dialer =
        vertx.createNetClient(
            new NetClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setHostnameVerificationAlgorithm("")
                .setKeyCertOptions(
                    new PemKeyCertOptions()
                        .setCertPath(folder.resolve("api.crt").toString())
                        .setKeyPath(folder.resolve("api.key").toString())));
  }

  private void startApi() throws Exception {
    var server = vertx.createHttpServer().requestHandler(this::answer);
    apiPort =
        server
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS)
            .actualPort();
  }

  /** As much of the API server as kubectl asks for here. */
  private void answer(HttpServerRequest request) {
    if (UpgradeTunnel.isUpgrade(request)) {
      var tunnel = UpgradeTunnel.hold(request);
      var verb = request.path().substring(request.path().lastIndexOf('/') + 1);
      var query = new ArrayList<String>();
      for (var parameter : request.params()) {
        query.add(
            name(parameter.getKey())
                + "="
                + URLEncoder.encode(parameter.getValue().replaceAll("^true$", "1"), UTF_8));
      }
      var path =
          verb.equals("portforward") ? "/portForward/default/web" : "/" + verb + "/default/web/c";
      tunnel
          .open(
              dialer,
              UpgradeTarget.of("127.0.0.1", kubeletPort, path + "?" + String.join("&", query)))
          .onSuccess(status -> statuses.add(request.getHeader("Upgrade") + " " + status));
      return;
    }
    request
        .response()
        .putHeader("Content-Type", "application/json")
        .end(
            switch (request.path()) {
              case "/api" -> "{\"kind\":\"APIVersions\",\"versions\":[\"v1\"]}";
              case "/apis" -> "{\"kind\":\"APIGroupList\",\"apiVersion\":\"v1\",\"groups\":[]}";
              case "/api/v1" ->
                  """
                  {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"v1","resources":[
                   {"name":"pods","singularName":"pod","namespaced":true,"kind":"Pod",
                    "verbs":["get"]}]}
                  """;
              default -> Json.mapper().valueToTree(pod).toString();
            });
  }

  private static String name(String parameter) {
    return switch (parameter) {
      case "stdin" -> "input";
      case "stdout" -> "output";
      case "stderr" -> "error";
      default -> parameter;
    };
  }

  private List<String> kubectl(String... arguments) {
    var line = new ArrayList<>(List.of("kubectl", "-s", "http://127.0.0.1:" + apiPort));
    line.addAll(Arrays.asList(arguments));
    return line;
  }

  private Process start(String... arguments) throws IOException {
    var builder = new ProcessBuilder(kubectl(arguments));
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("KUBECONFIG", folder.resolve("none").toString());
    return builder.start();
  }

  private Result run(byte[] stdin, String... arguments) throws Exception {
    var process = start(arguments);
    var stdout = read(process.getInputStream());
    var stderr = read(process.getErrorStream());
    try (var out = process.getOutputStream()) {
      out.write(stdin);
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("kubectl ends").isTrue();
    return new Result(process.exitValue(), stdout.take(), stderr.take());
  }

  private static BlockingQueue<String> read(InputStream in) {
    var text = new LinkedBlockingQueue<String>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                text.add(new String(in.readAllBytes(), UTF_8));
              } catch (IOException e) {
                text.add("unreadable: " + e.getMessage());
              }
            });
    return text;
  }

  @Test
  void execGivesOutputErrorsAndExitCode() throws Exception {
    statuses.clear();
    var result =
        run(
            new byte[0],
            "exec",
            "web",
            "-c",
            "c",
            "--",
            "sh",
            "-c",
            "echo out; echo err >&2; exit 3");
    assertThat(result.stdout()).isEqualTo("out\n");
    assertThat(result.stderr()).isEqualTo("err\ncommand terminated with exit code 3\n");
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(statuses.poll(1, TimeUnit.SECONDS)).startsWith("websocket 4");
    assertThat(statuses.poll(1, TimeUnit.SECONDS)).isEqualTo("SPDY/3.1 101");
  }

  @Test
  void theEndOfStdinReachesTheCommand() throws Exception {
    var much = new byte[3_000_000];
    new Random(1).nextBytes(much);
    var result = run(much, "exec", "-i", "web", "--", "busybox", "wc", "-c");
    assertThat(result).isEqualTo(new Result(0, "3000000\n", ""));
  }

  @Test
  void aTerminalWorks() throws Exception {
    // script(1) gives kubectl a terminal of its own.
    var line = String.join(" ", kubectl("exec", "-it", "web", "--", "sh"));
    var process =
        new ProcessBuilder("script", "-qec", line, "/dev/null").redirectErrorStream(true).start();
    var output = read(process.getInputStream());
    try (var out = process.getOutputStream()) {
      out.write("tty\necho $((6*7))\nexit 4\n".getBytes(UTF_8));
      out.flush();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("the shell ends").isTrue();
    }
    assertThat(output.take()).contains("/dev/pts/").contains("42");
    assertThat(process.exitValue()).isEqualTo(4);
  }

  @Test
  void filesAreCopiedBothWays() throws Exception {
    var source = folder.resolve("source.bin");
    var content = new byte[1_000_000];
    new Random(2).nextBytes(content);
    Files.write(source, content);
    var to = run(new byte[0], "cp", source.toString(), "web:/copy.bin");
    assertThat(to.exitCode()).as(to.stderr()).isZero();
    var back = folder.resolve("back.bin");
    var from = run(new byte[0], "cp", "web:/copy.bin", back.toString());
    assertThat(from.exitCode()).as(from.stderr()).isZero();
    assertThat(back).hasBinaryContent(content);
  }

  @Test
  void attachReachesTheRunningProcess() throws Exception {
    var process = start("attach", "-i", "web");
    var out = process.getOutputStream();
    out.write("hello\n".getBytes(UTF_8));
    out.flush();
    var line = process.inputReader().readLine();
    assertThat(line).isEqualTo("heard hello");
    process.destroy();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void portForwardCarriesConnections() throws Exception {
    var process = start("port-forward", "web", ":8080");
    try {
      var line = process.inputReader().readLine();
      assertThat(line).startsWith("Forwarding from 127.0.0.1:");
      var local = Integer.parseInt(line.replaceAll(".*127\\.0\\.0\\.1:(\\d+) .*", "$1"));
      for (var i = 0; i < 3; i++) {
        try (var socket = new Socket("127.0.0.1", local)) {
          socket.setSoTimeout(10_000);
          socket.getOutputStream().write(("ping" + i).getBytes(UTF_8));
          assertThat(new String(socket.getInputStream().readNBytes(5), UTF_8))
              .isEqualTo("ping" + i);
        }
      }
    } finally {
      process.destroy();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
