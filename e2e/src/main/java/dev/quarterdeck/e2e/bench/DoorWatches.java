package dev.quarterdeck.e2e.bench;

import dev.quarterdeck.cli.lab.Lab;
import dev.quarterdeck.proto.v1.WatchRequest;
import java.io.IOException;

/** A thousand watchers of the same writes through REST, then through gRPC. */
final class DoorWatches {

  private static final int WATCHERS = 1_000;
  private static final int EVENTS = 100;

  private final Lab lab;
  private final ApiLoad rest;
  private final Report report;
  private final ControlPlaneProcess process;

  DoorWatches(Lab lab, ApiLoad rest, Report report) {
    this.lab = lab;
    this.rest = rest;
    this.report = report;
    this.process = new ControlPlaneProcess(lab);
  }

  /** What a run of events took, in seconds. */
  private record Cost(double cpu, double time) {
    String summary() {
      return "%.1f µs of the server's CPU per event, %.1f s for all"
          .formatted(cpuPerEvent() * 1e6, time);
    }

    double cpuPerEvent() {
      return cpu / (WATCHERS * EVENTS);
    }
  }

  void run() throws Exception {
    report.heading("%,d watchers × %d events, gRPC against REST".formatted(WATCHERS, EVENTS));
    watch("rest-warm-up", byRest("rest-warm-up"));
    watch("grpc-warm-up", byGrpc("grpc-warm-up"));
    var rest = watch("rest", byRest("rest"));
    report.line("REST", rest.summary());
    var grpc = watch("grpc", byGrpc("grpc"));
    report.line("gRPC", grpc.summary());
    report.ratio(
        "server CPU per event, gRPC : REST", grpc.cpuPerEvent() / rest.cpuPerEvent(), "≤ 1.00");
  }

  private WatchCrowd.Door byRest(String label) {
    var path = DoorBench.MAPS + "?watch=true&timeoutSeconds=240&labelSelector=door%3D" + label;
    return new RestWatches(lab.folder().kubeconfig(), path, line -> true);
  }

  private WatchCrowd.Door byGrpc(String label) {
    var request =
        WatchRequest.newBuilder()
            .setTarget(DoorBench.target("configmaps", ""))
            .setLabelSelector("door=" + label)
            .setTimeoutSeconds(240)
            .build();
    return new GrpcWatches(lab.folder().kubeconfig(), request);
  }

  /**
   * @param label what the watches select, which no object has yet
   */
  private Cost watch(String label, WatchCrowd.Door door) throws IOException, InterruptedException {
    try (var crowd = new WatchCrowd(door, WATCHERS)) {
      crowd.open();
      var before = process.cpuSeconds();
      var start = System.nanoTime();
      for (var i = 0; i < EVENTS; i++) {
        rest.post(DoorBench.MAPS, event(label, i));
      }
      crowd.awaitEvents(WATCHERS * EVENTS);
      return new Cost(process.cpuSeconds() - before, (System.nanoTime() - start) / 1e9);
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
