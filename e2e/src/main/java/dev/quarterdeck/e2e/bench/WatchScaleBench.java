package dev.quarterdeck.e2e.bench;

import dev.quarterdeck.cli.lab.Lab;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** A thousand watchers of the same few writes: how late they hear, and what that costs. */
final class WatchScaleBench {

  private static final int WATCHERS = 1_000;
  private static final int EVENTS = 100;
  private static final Pattern SENT = Pattern.compile("\"sent\":\"(\\d+)\"");

  private final Lab lab;
  private final ApiLoad api;
  private final Report report;
  private final ControlPlaneProcess process;

  WatchScaleBench(Lab lab, ApiLoad api, Report report) {
    this.lab = lab;
    this.api = api;
    this.report = report;
    this.process = new ControlPlaneProcess(lab);
  }

  void run() throws Exception {
    report.heading("Watch, %,d watchers × %d events".formatted(WATCHERS, EVENTS));
    watch("bench-watch-warm-up", Duration.ZERO);
    report.line("ten writes a second", watch("bench-watch-paced", Duration.ofMillis(100)));
    report.line("one write after another", watch("bench-watch-fast", Duration.ZERO));
  }

  /**
   * @param namespace one per run, so that no watch begins with the events of another
   */
  private String watch(String namespace, Duration pause) throws Exception {
    api.post(
        "/api/v1/namespaces",
        "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"%s\"}}"
            .formatted(namespace));
    var path = "/api/v1/namespaces/" + namespace + "/configmaps";
    var delays = new Samples();
    try (var crowd = new WatchCrowd(lab.folder().kubeconfig(), WATCHERS)) {
      crowd.open(path + "?watch=true&timeoutSeconds=240", line -> heard(line, delays));
      var cpu = process.cpuSeconds();
      write(path, pause);
      crowd.awaitLines(WATCHERS * EVENTS);
      return String.format(
          Locale.ROOT,
          "%s (aim: p99 ≤ 100 ms), %.1f s of server CPU",
          delays.summary(),
          process.cpuSeconds() - cpu);
    }
  }

  /** Whether it is an event of ours. */
  private static boolean heard(String line, Samples delays) {
    var sent = SENT.matcher(line);
    if (!sent.find()) {
      return false;
    }
    delays.add(System.nanoTime() - Long.parseLong(sent.group(1)));
    return true;
  }

  private void write(String path, Duration pause) throws Exception {
    var start = System.nanoTime();
    for (var i = 0; i < EVENTS; i++) {
      var early = start + i * pause.toNanos() - System.nanoTime();
      if (early > 0) {
        Thread.sleep(Duration.ofNanos(early));
      }
      api.post(
          path,
          """
          {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"event-%d"},
           "data":{"sent":"%d"}}
          """
              .formatted(i, System.nanoTime()));
    }
  }
}
