package dev.quarterdeck.e2e.bench;

import dev.quarterdeck.cli.lab.Lab;
import dev.quarterdeck.client.grpc.GrpcClient;
import dev.quarterdeck.proto.v1.CreateRequest;
import dev.quarterdeck.proto.v1.GetRequest;
import dev.quarterdeck.proto.v1.Object;
import dev.quarterdeck.proto.v1.Target;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The same work through REST and through gRPC, one after the other in the same run. */
final class DoorBench {

  private static final int CLIENTS = 32;
  private static final int TURNS = 4;

  /** Per door; in the server's first half minute its compilers take a quarter of the machine. */
  private static final Duration WARM_UP = Duration.ofSeconds(15);

  static final String NAMESPACE = "bench-doors";
  static final String MAPS = "/api/v1/namespaces/" + NAMESPACE + "/configmaps";

  private final Lab lab;
  private final ApiLoad rest;
  private final Report report;
  private final Duration length;
  private final ControlPlaneProcess process;
  private final GrpcClient grpc;

  DoorBench(Lab lab, ApiLoad rest, Report report, Duration length) {
    this.lab = lab;
    this.rest = rest;
    this.report = report;
    this.length = length;
    this.process = new ControlPlaneProcess(lab);
    this.grpc = GrpcClient.connect(lab.folder().kubeconfig(), "bench");
  }

  void run() throws Exception {
    try (grpc) {
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
    compare("creates", n -> rest.post(MAPS, map("rest-" + n)), n -> create("grpc-" + n));
    compare("gets", n -> rest.get(MAPS + "/rest-" + n % 100), n -> get("rest-" + n % 100));
  }

  /** In turns, so that both doors meet the same moods of the machine and of its compilers. */
  private void compare(String what, Load.Operation byRest, Load.Operation byGrpc) throws Exception {
    var restLoad = new Turns(byRest);
    var grpcLoad = new Turns(byGrpc);
    restLoad.turn(WARM_UP);
    grpcLoad.turn(WARM_UP);
    restLoad.begin();
    grpcLoad.begin();
    for (var i = 0; i < TURNS; i++) {
      restLoad.turn(length.dividedBy(TURNS));
      grpcLoad.turn(length.dividedBy(TURNS));
    }
    restLoad.report(what + ", REST");
    grpcLoad.report(what + ", gRPC");
    report.ratio(what + ", gRPC : REST", grpcLoad.perSecond() / restLoad.perSecond(), "≥ 1.50");
  }

  /** One operation's load, in several turns whose numbers go on. */
  private final class Turns {
    private final Load.Operation operation;
    private final AtomicInteger numbers = new AtomicInteger();
    private Samples samples = new Samples();
    private double seconds;
    private double cpu;

    Turns(Load.Operation operation) {
      this.operation = operation;
    }

    /** Forgets what was measured so far. */
    void begin() {
      samples = new Samples();
      seconds = 0;
      cpu = 0;
    }

    void turn(Duration length) throws Exception {
      var cpuBefore = process.cpuSeconds();
      var start = System.nanoTime();
      var result = Load.run(CLIENTS, length, _ -> operation.run(numbers.getAndIncrement()));
      seconds += (System.nanoTime() - start) / 1e9;
      cpu += process.cpuSeconds() - cpuBefore;
      samples.addAll(result.samples());
    }

    double perSecond() {
      return samples.count() / seconds;
    }

    void report(String what) {
      report.rate(what, new Load.Result(perSecond(), samples));
      report.line("  the server's CPU", "%.0f µs each".formatted(cpu / samples.count() * 1e6));
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
