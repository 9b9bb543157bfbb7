package dev.quarterdeck.e2e.bench;

import dev.quarterdeck.cli.lab.Lab;
import java.time.Duration;
import java.util.Locale;

/** Lists of 10,000 objects, patches, and what 50,000 objects cost in memory. */
final class ApiScaleBench {

  static final String NAMESPACE = "bench-scale";

  private static final int CLIENTS = 32;
  private static final int LISTED = 10_000;
  private static final int OBJECTS = 50_000;
  private static final int PATCHED = 1_000;
  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final Duration FILL = Duration.ofSeconds(75);
  private static final String CONFIG_MAPS = "/api/v1/namespaces/" + NAMESPACE + "/configmaps";
  private static final String PODS = "/api/v1/namespaces/" + NAMESPACE + "/pods";
  private static final String JSON = "application/json";
  private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

  private final Lab lab;
  private final ApiLoad api;
  private final Report report;
  private final Duration length;
  private final ControlPlaneProcess process;
  private long heapBefore;
  private long residentBefore;
  private int configMaps;
  private int pods;

  /**
   * @param length how long a load of patches lasts; reads of one kind last half of it
   */
  ApiScaleBench(Lab lab, ApiLoad api, Report report, Duration length) {
    this.lab = lab;
    this.api = api;
    this.report = report;
    this.length = length;
    this.process = new ControlPlaneProcess(lab);
  }

  /** Notes the memory before, then writes what the lists and patches need. */
  void fill() throws Exception {
    heapBefore = process.liveHeapBytes();
    residentBefore = process.residentBytes();
    report.heading("Filling, %d clients".formatted(CLIENTS));
    api.makeNamespace(NAMESPACE);
    addConfigMaps(LISTED);
    var made = Load.run(CLIENTS, FILL, LISTED, n -> api.post(PODS, ApiBench.gatedPod(n)));
    pods = made.samples().count();
    report.rate("%,d pods".formatted(pods), made);
  }

  private void addConfigMaps(int most) throws Exception {
    var first = configMaps;
    var made =
        Load.run(CLIENTS, FILL, most, n -> api.post(CONFIG_MAPS, ApiBench.configMap(first + n)));
    configMaps += made.samples().count();
    report.rate("%,d ConfigMaps".formatted(made.samples().count()), made);
  }

  /** One client's lists, from the request to the last byte of the answer. */
  void lists() throws Exception {
    report.heading("Lists of %,d pods and %,d ConfigMaps, one client".formatted(pods, configMaps));
    for (var type : new String[] {JSON, PROTOBUF}) {
      var words = type.equals(JSON) ? "JSON" : "protobuf";
      list("pods, first 500, " + words, PODS + "?limit=500", type);
      list("pods, first 2,000, " + words, PODS + "?limit=2000", type);
      list("pods, full, " + words, PODS + "?resourceVersion=0", type);
      list("ConfigMaps, first 500, " + words, CONFIG_MAPS + "?limit=500", type);
      list("ConfigMaps, full, " + words, CONFIG_MAPS + "?resourceVersion=0", type);
    }
  }

  private void list(String what, String path, String type) throws Exception {
    Load.run(1, WARM_UP, n -> api.get(path, type));
    var cpu = process.cpuSeconds();
    var bytes = new long[1];
    var result = Load.run(1, length.dividedBy(2), n -> bytes[0] += api.get(path, type).length);
    var lists = result.samples().count();
    var megabytes = bytes[0] / 1e6;
    report.line(
        what,
        String.format(
            Locale.ROOT,
            "p50 %s, %.1f MB each, %,.0f MB/s, %,.0f MB per server CPU second (%d lists)",
            Samples.millis(result.samples().percentile(0.5)),
            megabytes / lists,
            megabytes / lists * result.perSecond(),
            megabytes / (process.cpuSeconds() - cpu),
            lists));
  }

  /** Merge patches and server-side applies of many objects, against raw puts. */
  void patches() throws Exception {
    report.heading("Patches, %d clients".formatted(CLIENTS));
    try (var etcd = new RawEtcd(lab, ApiBench.configMap(0))) {
      Load.run(CLIENTS, Duration.ofSeconds(2), this::merge);
      Load.run(CLIENTS, Duration.ofSeconds(2), this::apply);
      etcd.puts(CLIENTS, Duration.ofSeconds(1));
      var puts = etcd.puts(CLIENTS, length);
      report.rate("raw etcd puts", puts);
      var merges = Load.run(CLIENTS, length, this::merge);
      report.rate("merge patches", merges);
      var applies = Load.run(CLIENTS, length, this::apply);
      report.rate("server-side applies", applies);
      report.ratio("merge patches : raw puts", merges.perSecond() / puts.perSecond(), "no aim");
      report.ratio(
          "server-side applies : raw puts", applies.perSecond() / puts.perSecond(), "no aim");
    }
  }

  /** The value is new each time: a patch that changes nothing writes nothing. */
  private void merge(int number) throws Exception {
    api.patch(
        CONFIG_MAPS + "/cm-" + number % PATCHED,
        "application/merge-patch+json",
        "{\"data\":{\"merged\":\"%d\"}}".formatted(System.nanoTime()));
  }

  private void apply(int number) throws Exception {
    var name = "cm-" + number % PATCHED;
    api.patch(
        CONFIG_MAPS + "/" + name + "?fieldManager=bench",
        "application/apply-patch+yaml",
        """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s"},"data":{"applied":"%d"}}
        """
            .formatted(name, System.nanoTime()));
  }

  /** Fills up to 50,000 objects, then weighs the control plane against them. */
  void memory() throws Exception {
    report.heading("Memory of the control plane with %,d objects".formatted(OBJECTS));
    addConfigMaps(OBJECTS - configMaps - pods);
    var heap = process.liveHeapBytes();
    var resident = process.residentBytes();
    var size = 0L + api.get(PODS, JSON).length + api.get(CONFIG_MAPS, JSON).length;
    if (pods + configMaps < OBJECTS) {
      report.line("measured with fewer objects", "%,d".formatted(pods + configMaps));
    }
    report.line("the objects, as JSON", mebibytes(size));
    report.line(
        "resident, before → after", mebibytes(residentBefore) + " → " + mebibytes(resident));
    report.line("live heap, before → after", mebibytes(heapBefore) + " → " + mebibytes(heap));
    report.ratio(
        "resident growth : objects' bytes", (double) (resident - residentBefore) / size, "≤ 3.00");
    report.ratio(
        "live heap growth : objects' bytes", (double) (heap - heapBefore) / size, "≤ 3.00");
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%,.1f MiB", bytes / 1048576.0);
  }
}
