package dev.quarterdeck.e2e.bench;

import dev.quarterdeck.cli.lab.Lab;
import dev.quarterdeck.model.Json;
import java.time.Duration;

/** Creates and gets through the API against raw etcd; a list of 5,000 pods. */
final class ApiBench {

  private static final int CLIENTS = 32;
  private static final int PODS = 5_000;
  private static final String CONFIG_MAPS = "/api/v1/namespaces/bench/configmaps";
  private static final String PODS_PATH = "/api/v1/namespaces/bench/pods";

  private final Lab lab;
  private final ApiLoad api;
  private final Report report;
  private final Duration length;

  ApiBench(Lab lab, ApiLoad api, Report report, Duration length) {
    this.lab = lab;
    this.api = api;
    this.report = report;
    this.length = length;
  }

  void makeNamespace() throws Exception {
    api.makeNamespace("bench");
  }

  /** Reads and writes of single objects. */
  void run() throws Exception {
    report.heading("Reads and writes, %d clients".formatted(CLIENTS));
    warmUp();
    try (var etcd = new RawEtcd(lab, configMap(0))) {
      etcd.puts(CLIENTS, Duration.ofSeconds(2));
      var puts = etcd.puts(CLIENTS, length);
      report.rate("raw etcd puts", puts);
      var creates = Load.run(CLIENTS, length, n -> api.post(CONFIG_MAPS, configMap(n)));
      report.rate("ConfigMap creates", creates);
      var rawGets = etcd.gets(CLIENTS, length);
      report.rate("raw etcd gets", rawGets);
      var gets = Load.run(CLIENTS, length, n -> api.get(CONFIG_MAPS + "/cm-" + n % 100));
      report.rate("ConfigMap gets", gets);
      report.ratio("creates : raw puts", creates.perSecond() / puts.perSecond(), "≥ 0.20");
      report.ratio("gets : raw gets", gets.perSecond() / rawGets.perSecond(), "no aim");
    }
  }

  private void warmUp() throws Exception {
    Load.run(
        CLIENTS,
        Duration.ofSeconds(4),
        n -> {
          api.post(CONFIG_MAPS, configMap(-1 - n));
          api.get(CONFIG_MAPS + "/cm-" + (-1 - n));
        });
  }

  /** About a kilobyte, as a typical small object is. */
  static String configMap(int number) {
    return """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"cm-%d","labels":{"app":"bench"}},
         "data":{"payload":"%s"}}
        """
        .formatted(number, "x".repeat(800));
  }

  /**
   * Lists of many pods.
   *
   * @param filled run when the pods are there, and nothing else yet
   */
  void lists(Filled filled) throws Exception {
    report.heading("%,d pods".formatted(PODS));
    var creates =
        Load.run(CLIENTS, Duration.ofMinutes(2), PODS, n -> api.post(PODS_PATH, gatedPod(n)));
    report.rate("pod creates (gated)", creates);
    filled.run();
    report.heading("Lists of them");
    var lists = new Samples();
    var size = 0;
    for (var i = 0; i < 30; i++) {
      var before = System.nanoTime();
      size = api.get(PODS_PATH + "?resourceVersion=0").length;
      lists.add(System.nanoTime() - before);
    }
    report.line("one client", "%s (%,d KiB of JSON)".formatted(lists.summary(), size / 1024));
    var many = Load.run(8, length, n -> api.get(PODS_PATH + "?resourceVersion=0"));
    report.rate("eight clients", many);
  }

  /** What is done in between. */
  interface Filled {
    void run() throws Exception;
  }

  static String gatedPod(int number) {
    var pod = Json.object().put("apiVersion", "v1").put("kind", "Pod");
    pod.putObject("metadata").put("name", "pod-" + number).putObject("labels").put("app", "bench");
    var spec = pod.putObject("spec");
    spec.putArray("schedulingGates").addObject().put("name", "quarterdeck.dev/bench");
    var container = spec.putArray("containers").addObject();
    container.put("name", "main").put("image", "quarterdeck.local/busybox:1");
    container.putArray("command").add("sleep").add("1000");
    container.putObject("resources").putObject("requests").put("cpu", "1m").put("memory", "1Mi");
    return pod.toString();
  }
}
