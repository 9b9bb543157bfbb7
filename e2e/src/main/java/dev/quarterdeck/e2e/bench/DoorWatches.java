package dev.quarterdeck.e2e.bench;

import dev.quarterdeck.cli.lab.Lab;
import dev.quarterdeck.client.grpc.GrpcClient;
import dev.quarterdeck.proto.v1.ListRequest;
import dev.quarterdeck.proto.v1.WatchRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A thousand watchers of the same writes through REST, then through gRPC. */
final class DoorWatches {

  private static final int WATCHERS = 1_000;
  private static final int EVENTS = 100;

  private final ApiLoad rest;
  private final Report report;
  private final ControlPlaneProcess process;
  private final List<GrpcClient> connections;

  /**
   * @param connections carry the watches over gRPC, in equal parts
   */
  DoorWatches(Lab lab, ApiLoad rest, List<GrpcClient> connections, Report report) {
    this.rest = rest;
    this.connections = connections;
    this.report = report;
    this.process = new ControlPlaneProcess(lab);
  }

  void run() throws Exception {
    report.heading("%,d watchers × %d events, gRPC against REST".formatted(WATCHERS, EVENTS));
    var byRest = watch("rest", this::watchRest);
    var byGrpc = watch("grpc", this::watchGrpc);
    report.ratio("server CPU per event, gRPC : REST", byGrpc / byRest, "≤ 1.00");
  }

  /** Follows events of one label until all have come. */
  private interface Watcher {
    void follow(int number, String label, CountDownLatch open) throws Exception;
  }

  /**
   * @return the server's CPU time per event, in seconds
   */
  private double watch(String label, Watcher watcher) throws Exception {
    var open = new CountDownLatch(WATCHERS);
    var done = new CountDownLatch(WATCHERS);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < WATCHERS; i++) {
        var number = i;
        executor.submit(
            () -> {
              watcher.follow(number, label, open);
              done.countDown();
              return null;
            });
      }
      if (!open.await(120, TimeUnit.SECONDS)) {
        executor.shutdownNow();
        throw new IOException("not all watches opened within two minutes");
      }
      var before = process.cpuSeconds();
      var start = System.nanoTime();
      for (var i = 0; i < EVENTS; i++) {
        rest.post(DoorBench.MAPS, event(label, i));
      }
      if (!done.await(120, TimeUnit.SECONDS)) {
        executor.shutdownNow();
        throw new IOException("not all events arrived within two minutes");
      }
      var cpu = (process.cpuSeconds() - before) / (WATCHERS * EVENTS);
      report.line(
          label.equals("rest") ? "REST" : "gRPC",
          "%.1f µs of the server's CPU per event, %.1f s for all"
              .formatted(cpu * 1e6, (System.nanoTime() - start) / 1e9));
      return cpu;
    }
  }

  private void watchRest(int number, String label, CountDownLatch open) throws Exception {
    var path =
        DoorBench.MAPS
            + "?watch=true&timeoutSeconds=240&resourceVersion="
            + now()
            + "&labelSelector=door%3D";
    try (var lines =
        new BufferedReader(
            new InputStreamReader(rest.stream(path + label), StandardCharsets.UTF_8))) {
      open.countDown();
      for (var seen = 0; seen < EVENTS; seen++) {
        if (lines.readLine() == null) {
          throw new IOException("the watch ended early");
        }
      }
    }
  }

  private void watchGrpc(int number, String label, CountDownLatch open) throws Exception {
    var request =
        WatchRequest.newBuilder()
            .setTarget(DoorBench.target("configmaps", ""))
            .setLabelSelector("door=" + label)
            .setResourceVersion(now())
            .build();
    try (var events = connections.get(number % connections.size()).raw().watch(request)) {
      open.countDown();
      for (var seen = 0; seen < EVENTS; seen++) {
        if (!events.hasNext()) {
          throw new IOException("the watch ended early");
        }
        events.next();
      }
    }
  }

  /** A revision from before the events. */
  private String now() {
    var request =
        ListRequest.newBuilder()
            .setTarget(DoorBench.target("configmaps", ""))
            .setLabelSelector("door=none")
            .setResourceVersion("0")
            .build();
    try (var pages = connections.getFirst().raw().list(request)) {
      return pages.next().getResourceVersion();
    }
  }

  private static String event(String label, int number) {
    return """
        {"apiVersion":"v1","kind":"ConfigMap",
         "metadata":{"name":"event-%1$s-%2$d","labels":{"door":"%1$s"}},"data":{"payload":"%3$s"}}
        """
        .formatted(label, number, "x".repeat(800));
  }
}
