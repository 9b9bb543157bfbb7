package dev.quarterdeck.e2e.bench;

import dev.quarterdeck.cli.image.BuiltInImages;
import dev.quarterdeck.cli.lab.Lab;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
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
    var raw = new Samples();
    var serial = new Samples();
    sideBySide(raw, serial);
    report.line("raw CRI: sandbox + create + start", raw.summary());
    report.line("create → Running, one after another", serial.summary());
    report.ratio(
        "pod start p50 : raw CRI p50",
        (double) serial.percentile(0.5).toNanos() / raw.percentile(0.5).toNanos(),
        "≤ 1.5");
    var together = allAtOnce();
    report.line("create → Running, all at once", together.summary());
    removeAll();
  }

  /** In turn and each kept, so that both meet the same load and the same number of neighbours. */
  private void sideBySide(Samples raw, Samples serial) throws Exception {
    try (var running = new RunningPods(client);
        var cri = new RawPods(lab)) {
      for (var i = 0; i < PODS; i++) {
        raw.add(cri.start(i));
        var start = System.nanoTime();
        serial.add(running.awaitSince(create("serial-" + i), start));
      }
    }
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
