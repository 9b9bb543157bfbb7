package dev.quarterdeck.e2e.bench;

import dev.quarterdeck.client.grpc.GrpcClient;
import dev.quarterdeck.proto.v1.ListRequest;
import java.io.IOException;
import java.time.Duration;

/** The same long list through REST and through gRPC, by turns. */
final class DoorLists {

  private static final int CLIENTS = 32;
  private static final int PODS = 10_000;
  private static final String PODS_PATH = "/api/v1/namespaces/" + DoorBench.NAMESPACE + "/pods";

  private final ApiLoad rest;
  private final GrpcClient grpc;
  private final Report report;

  DoorLists(ApiLoad rest, GrpcClient grpc, Report report) {
    this.rest = rest;
    this.grpc = grpc;
    this.report = report;
  }

  void run() throws Exception {
    report.heading("List of %,d pods, gRPC against REST".formatted(PODS));
    Load.run(CLIENTS, Duration.ofMinutes(4), PODS, n -> rest.post(PODS_PATH, ApiBench.gatedPod(n)));
    var byRest = new Samples();
    var byGrpc = new Samples();
    for (var i = 0; i < 20; i++) {
      var before = System.nanoTime();
      rest.get(PODS_PATH + "?resourceVersion=0");
      byRest.add(System.nanoTime() - before);
      before = System.nanoTime();
      var listed = list();
      byGrpc.add(System.nanoTime() - before);
      if (listed < PODS) {
        throw new IOException("gRPC listed %d of %d pods".formatted(listed, PODS));
      }
    }
    report.line("REST", byRest.summary());
    report.line("gRPC", byGrpc.summary());
  }

  private int list() {
    var request =
        ListRequest.newBuilder()
            .setTarget(DoorBench.target("pods", ""))
            .setResourceVersion("0")
            .build();
    var items = 0;
    try (var pages = grpc.raw().list(request)) {
      while (pages.hasNext()) {
        items += pages.next().getItemsCount();
      }
    }
    return items;
  }
}
