package dev.quarterdeck.e2e.bench;

import dev.quarterdeck.cli.lab.Lab;
import dev.quarterdeck.client.grpc.GrpcClient;
import dev.quarterdeck.proto.v1.CreateRequest;
import dev.quarterdeck.proto.v1.GetRequest;
import dev.quarterdeck.proto.v1.Object;
import dev.quarterdeck.proto.v1.Target;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;

/** The same work through REST and through gRPC, in turns within one run. */
final class DoorBench {

  /** With fewer the faster door leaves a core idle while its clients wait for etcd's disk. */
  private static final int CLIENTS = 64;

  private static final int TURNS = 4;

  private static final Duration WARM_UP_TURN = Duration.ofSeconds(5);
  private static final int WARM_UP_ROUNDS = 8;

  /** Share of one core. */
  private static final double COMPILERS_AT_REST = 0.05;

  static final String NAMESPACE = "bench-doors";
  static final String MAPS = "/api/v1/namespaces/" + NAMESPACE + "/configmaps";

  private final Lab lab;
  private final ApiLoad rest;

  /** As client-go and the official clients speak to a server: all calls on one connection. */
  private final ApiLoad multiplexed;

  private final Report report;
  private final Duration length;
  private final ControlPlaneProcess process;
  private final GrpcClient grpc;

  DoorBench(Lab lab, ApiLoad rest, Report report, Duration length)
      throws GeneralSecurityException, IOException {
    this.lab = lab;
    this.rest = rest;
    this.multiplexed = ApiLoad.overHttp2(lab.folder().kubeconfig());
    this.report = report;
    this.length = length;
    this.process = new ControlPlaneProcess(lab);
    this.grpc = GrpcClient.connect(lab.folder().kubeconfig(), "bench");
  }

  void run() throws Exception {
    try (grpc;
        multiplexed) {
      rest.makeNamespace(NAMESPACE);
      singles();
      new DoorLists(rest, grpc, report).run();
      new DoorWatches(lab, rest, report).run();
    }
  }

  /** Of the bench's namespace. */
  static Target target(String resource, String name) {
    return Target.newBuilder()
        .setVersion("v1")
        .setResource(resource)
        .setNamespace(NAMESPACE)
        .setName(name)
        .build();
  }

  private void singles() throws Exception {
    report.heading("gRPC against REST, %d clients".formatted(CLIENTS));
    compare(
        "creates",
        n -> rest.post(MAPS, map("rest-" + n)),
        n -> multiplexed.post(MAPS, map("rest2-" + n)),
        n -> create("grpc-" + n));
    compare(
        "gets",
        n -> rest.get(MAPS + "/rest-" + n % 100),
        n -> multiplexed.get(MAPS + "/rest-" + n % 100),
        n -> get("rest-" + n % 100));
  }

  /**
   * In turns, so that all meet the same moods of the machine, and to and fro, since the store grows
   * from turn to turn.
   */
  private void compare(
      String what, Load.Operation byRest, Load.Operation byHttp2, Load.Operation byGrpc)
      throws Exception {
    var http1 = new Turns(CLIENTS, byRest, process);
    var http2 = new Turns(CLIENTS, byHttp2, process);
    var calls = new Turns(CLIENTS, byGrpc, process);
    var all = List.of(http1, http2, calls);
    warmUp(all);
    all.forEach(Turns::begin);
    for (var i = 0; i < TURNS; i++) {
      for (var each : i % 2 == 0 ? all : all.reversed()) {
        each.turn(length.dividedBy(TURNS));
      }
    }
    http1.report(what + ", REST over HTTP/1.1", report);
    http2.report(what + ", REST over HTTP/2", report);
    calls.report(what + ", gRPC", report);
    var rate = calls.perSecond();
    report.ratio(what + ", gRPC : REST over HTTP/1.1", rate / http1.perSecond(), "≥ 1.50");
    report.line(what + ", gRPC : REST over HTTP/2", "%.2f".formatted(rate / http2.perSecond()));
  }

  /** Until the server's compilers are done: before, they take up to half of a small machine. */
  private void warmUp(List<Turns> all) throws Exception {
    for (var round = 0; round < WARM_UP_ROUNDS; round++) {
      var began = System.nanoTime();
      var compiledBefore = process.compilerSeconds();
      for (var each : all) {
        each.turn(WARM_UP_TURN);
      }
      var seconds = (System.nanoTime() - began) / 1e9;
      if ((process.compilerSeconds() - compiledBefore) / seconds < COMPILERS_AT_REST) {
        return;
      }
    }
  }

  private void create(String name) {
    var request =
        CreateRequest.newBuilder()
            .setTarget(target("configmaps", ""))
            .setObject(Object.newBuilder().setJson(map(name)))
            .build();
    grpc.raw().create(request);
  }

  private void get(String name) {
    grpc.raw().get(GetRequest.newBuilder().setTarget(target("configmaps", name)).build());
  }

  private static String map(String name) {
    return """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s","labels":{"app":"bench"}},
         "data":{"payload":"%s"}}
        """
        .formatted(name, "x".repeat(800));
  }
}
