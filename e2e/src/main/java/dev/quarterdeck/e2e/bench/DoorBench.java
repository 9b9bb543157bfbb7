package dev.quarterdeck.e2e.bench;

import dev.quarterdeck.cli.lab.Lab;
import dev.quarterdeck.client.grpc.GrpcClient;
import dev.quarterdeck.proto.v1.CreateRequest;
import dev.quarterdeck.proto.v1.GetRequest;
import dev.quarterdeck.proto.v1.ListRequest;
import dev.quarterdeck.proto.v1.Object;
import dev.quarterdeck.proto.v1.Target;
import dev.quarterdeck.proto.v1.WatchRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The same work through REST and through gRPC, one after the other in the same run. */
final class DoorBench {

  private static final int CLIENTS = 32;
  private static final int TURNS = 4;

  /** Per door; in the server's first half minute its compilers take a quarter of the machine. */
  private static final Duration WARM_UP = Duration.ofSeconds(15);

  private static final int PODS = 10_000;
  private static final int WATCHERS = 1_000;
  private static final int EVENTS = 100;

  /** A connection carries at most 1,000 calls at once; one is enough for all but the watches. */
  private static final int CONNECTIONS = 4;

  private static final String NAMESPACE = "bench-doors";
  private static final String MAPS = "/api/v1/namespaces/" + NAMESPACE + "/configmaps";
  private static final String PODS_PATH = "/api/v1/namespaces/" + NAMESPACE + "/pods";

  private final Lab lab;
  private final ApiLoad rest;
  private final Report report;
  private final Duration length;
  private final ControlPlaneProcess process;
  private final List<GrpcClient> connections = new ArrayList<>();

  DoorBench(Lab lab, ApiLoad rest, Report report, Duration length) {
    this.lab = lab;
    this.rest = rest;
    this.report = report;
    this.length = length;
    this.process = new ControlPlaneProcess(lab);
  }

  void run() throws Exception {
    for (var i = 0; i < CONNECTIONS; i++) {
      connections.add(GrpcClient.connect(lab.folder().kubeconfig(), "bench"));
    }
    try {
      rest.post(
          "/api/v1/namespaces",
          "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"%s\"}}"
              .formatted(NAMESPACE));
      singles();
      lists();
      watches();
    } finally {
      connections.forEach(GrpcClient::close);
    }
  }

  private static Target target(String resource, String name) {
    return Target.newBuilder()
        .setVersion("v1")
        .setResource(resource)
        .setNamespace(NAMESPACE)
        .setName(name)
        .build();
  }

  private GrpcClient connection(int number) {
    return connections.get(number % CONNECTIONS);
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
    connection(0).raw().create(request);
  }

  private void get(String name) {
    connection(0).raw().get(GetRequest.newBuilder().setTarget(target("configmaps", name)).build());
  }

  private static String map(String name) {
    return """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s","labels":{"app":"bench"}},
         "data":{"payload":"%s"}}
        """
        .formatted(name, "x".repeat(800));
  }

  private void lists() throws Exception {
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
        ListRequest.newBuilder().setTarget(target("pods", "")).setResourceVersion("0").build();
    var items = 0;
    try (var pages = connection(0).raw().list(request)) {
      while (pages.hasNext()) {
        items += pages.next().getItemsCount();
      }
    }
    return items;
  }

  private void watches() throws Exception {
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
        rest.post(MAPS, event(label, i));
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
        MAPS + "?watch=true&timeoutSeconds=240&resourceVersion=" + now() + "&labelSelector=door%3D";
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
            .setTarget(target("configmaps", ""))
            .setLabelSelector("door=" + label)
            .setResourceVersion(now())
            .build();
    try (var events = connection(number).raw().watch(request)) {
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
            .setTarget(target("configmaps", ""))
            .setLabelSelector("door=none")
            .setResourceVersion("0")
            .build();
    try (var pages = connection(0).raw().list(request)) {
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
