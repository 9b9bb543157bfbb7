package dev.quarterdeck.e2e.bench;

import dev.quarterdeck.cli.image.BuiltInImages;
import dev.quarterdeck.cli.lab.Lab;
import dev.quarterdeck.cri.CriConnection;
import dev.quarterdeck.cri.CriDeadlines;
import dev.quarterdeck.proto.cri.v1.ContainerConfig;
import dev.quarterdeck.proto.cri.v1.ContainerMetadata;
import dev.quarterdeck.proto.cri.v1.ImageSpec;
import dev.quarterdeck.proto.cri.v1.LinuxPodSandboxConfig;
import dev.quarterdeck.proto.cri.v1.PodSandboxConfig;
import dev.quarterdeck.proto.cri.v1.PodSandboxMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** From a pod's create to Running, against the raw CRI calls one such pod needs. */
final class PodStartBench {

  private static final int PODS = 50;
  private static final String NAMESPACE = "bench-pods";

  private final Lab lab;
  private final KubernetesClient client;
  private final Report report;

  PodStartBench(Lab lab, KubernetesClient client, Report report) {
    this.lab = lab;
    this.client = client;
    this.report = report;
  }

  void run() throws Exception {
    report.heading("Pod start, %d pods, image present".formatted(PODS));
    client
        .resource(
            new io.fabric8.kubernetes.api.model.NamespaceBuilder()
                .withNewMetadata()
                .withName(NAMESPACE)
                .endMetadata()
                .build())
        .create();
    oneAfterAnother("warm", 10); // both JVMs and containerd's caches
    var raw = rawCri();
    report.line("raw CRI: sandbox + create + start", raw.summary());
    var serial = oneAfterAnother("serial", PODS);
    report.line("create → Running, one after another", serial.summary());
    report.ratio(
        "pod start p50 : raw CRI p50",
        (double) serial.percentile(0.5).toNanos() / raw.percentile(0.5).toNanos(),
        "≤ 1.5");
    var together = allAtOnce();
    report.line("create → Running, all at once", together.summary());
    removeAll();
  }

  private Samples oneAfterAnother(String prefix, int count) throws Exception {
    var samples = new Samples();
    try (var running = new RunningPods(client)) {
      for (var i = 0; i < count; i++) {
        var start = System.nanoTime();
        samples.add(running.awaitSince(create(prefix + "-" + i), start));
      }
    }
    return samples;
  }

  private Samples allAtOnce() throws Exception {
    var samples = new Samples();
    try (var running = new RunningPods(client)) {
      var started = new ConcurrentHashMap<String, Long>();
      for (var i = 0; i < PODS; i++) {
        var name = "burst-" + i;
        started.put(name, System.nanoTime());
        create(name);
      }
      for (var entry : started.entrySet()) {
        samples.add(running.awaitSince(entry.getKey(), entry.getValue()));
      }
    }
    return samples;
  }

  private String create(String name) {
    client.pods().inNamespace(NAMESPACE).resource(pod(name)).create();
    return name;
  }

  private static Pod pod(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withTerminationGracePeriodSeconds(0L)
        .addNewContainer()
        .withName("main")
        .withImage(BuiltInImages.BUSYBOX)
        .withCommand("sleep", "100000")
        .endContainer()
        .endSpec()
        .build();
  }

  /** The three calls an agent cannot do without, on a host of the same lab. */
  private Samples rawCri() throws IOException {
    var host = lab.hosts().getFirst();
    var socket = "/proc/%d/root/run/containerd/containerd.sock".formatted(host.pid().orElseThrow());
    var samples = new Samples();
    try (var cri = CriConnection.to(socket, CriDeadlines.DEFAULT, new SimpleMeterRegistry())) {
      for (var i = 0; i < PODS / 2; i++) {
        var sandbox = sandbox(i);
        var before = System.nanoTime();
        var id = cri.runtime().runPodSandbox(sandbox, "");
        cri.runtime().startContainer(cri.runtime().createContainer(id, container(), sandbox));
        samples.add(System.nanoTime() - before);
        cri.runtime().stopPodSandbox(id);
        cri.runtime().removePodSandbox(id);
      }
    }
    return samples;
  }

  private PodSandboxConfig sandbox(int number) {
    return PodSandboxConfig.newBuilder()
        .setMetadata(
            PodSandboxMetadata.newBuilder()
                .setName("raw-" + number)
                .setNamespace("raw")
                .setUid("raw-" + number))
        .setHostname("raw-" + number)
        .setLogDirectory("/var/log/pods/raw-" + number)
        .setLinux(
            LinuxPodSandboxConfig.newBuilder()
                .setCgroupParent(
                    "/qd-%s/%s/raw"
                        .formatted(lab.spec().name(), lab.spec().nodes().getFirst().name())))
        .build();
  }

  private static ContainerConfig container() {
    return ContainerConfig.newBuilder()
        .setMetadata(ContainerMetadata.newBuilder().setName("main"))
        .setImage(ImageSpec.newBuilder().setImage(BuiltInImages.BUSYBOX))
        .addCommand("sleep")
        .addArgs("100000")
        .setLogPath("main.log")
        .build();
  }

  private void removeAll() throws InterruptedException {
    client.pods().inNamespace(NAMESPACE).delete();
    client
        .pods()
        .inNamespace(NAMESPACE)
        .informOnCondition(java.util.Collection::isEmpty)
        .orTimeout(120, TimeUnit.SECONDS)
        .join();
  }

  /** Sees pods become Running through a watch, as a client would. */
  private static final class RunningPods implements Watcher<Pod>, AutoCloseable {

    private final Map<String, CountDownLatch> latches = new ConcurrentHashMap<>();
    private final Map<String, Long> since = new ConcurrentHashMap<>();
    private final io.fabric8.kubernetes.client.Watch watch;

    RunningPods(KubernetesClient client) {
      watch = client.pods().inNamespace(NAMESPACE).watch(this);
    }

    @Override
    public void eventReceived(Action action, Pod pod) {
      if (pod.getStatus() != null && "Running".equals(pod.getStatus().getPhase())) {
        since.putIfAbsent(pod.getMetadata().getName(), System.nanoTime());
        latch(pod.getMetadata().getName()).countDown();
      }
    }

    private CountDownLatch latch(String name) {
      return latches.computeIfAbsent(name, _ -> new CountDownLatch(1));
    }

    /** Nanoseconds from {@code start} to Running. */
    long awaitSince(String name, long start) throws Exception {
      if (!latch(name).await(120, TimeUnit.SECONDS)) {
        throw new IOException("pod " + name + " is not Running after 120 s");
      }
      return since.get(name) - start;
    }

    @Override
    public void onClose(WatcherException cause) {
      throw new IllegalStateException("the bench's watch broke", cause);
    }

    @Override
    public void close() {
      watch.close();
    }
  }
}
