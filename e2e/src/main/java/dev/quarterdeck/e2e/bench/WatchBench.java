package dev.quarterdeck.e2e.bench;

import dev.quarterdeck.cli.lab.Lab;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** Measures the delay from a write's request to its event at each watcher, and the CPU it costs. */
final class WatchBench {

  private static final Pattern SENT = Pattern.compile("\"sent\":\"(\\d+)\"");

  private final Lab lab;
  private final ApiLoad api;
  private final Report report;
  private final ControlPlaneProcess process;
  private final int watchers;
  private final int events;

  WatchBench(Lab lab, ApiLoad api, Report report, int watchers, int events) {
    this.lab = lab;
    this.api = api;
    this.report = report;
    this.process = new ControlPlaneProcess(lab);
    this.watchers = watchers;
    this.events = events;
  }

  /**
   * The result of a run.
   *
   * @param delays of each event at each watcher
   * @param writing how long the writes took, in seconds
   * @param cpu the server's, in seconds
   */
  private record Outcome(Samples delays, double writing, double cpu) {
    String summary() {
      return String.format(
          Locale.ROOT, "%s (aim: p99 ≤ 100 ms), %.1f s of server CPU", delays.summary(), cpu);
    }
  }

  /** With so few watchers that the writes take most of the time. */
  void run() throws Exception {
    heading();
    watch("bench-few-warm-up", Duration.ZERO);
    var outcome = watch("bench-few", Duration.ZERO);
    report.line("request → watcher", outcome.delays.summary());
    report.line("writes meanwhile", "%,.0f per s".formatted(events / outcome.writing));
  }

  /** With so many watchers that sending the events takes most of the time. */
  void atScale() throws Exception {
    heading();
    watch("bench-many-warm-up", Duration.ZERO);
    var paced = watch("bench-many-paced", Duration.ofMillis(100));
    report.line("ten writes a second", paced.summary());
    report.line("one write after another", watch("bench-many-fast", Duration.ZERO).summary());
  }

  private void heading() {
    report.heading("Watch, %,d watchers × %d events".formatted(watchers, events));
  }

  /**
   * @param namespace one per run, so that no watch begins with the events of another
   */
  private Outcome watch(String namespace, Duration pause) throws Exception {
    api.makeNamespace(namespace);
    var path = "/api/v1/namespaces/" + namespace + "/configmaps";
    var delays = new Samples();
    var door =
        new RestWatches(
            lab.folder().kubeconfig(),
            path + "?watch=true&timeoutSeconds=240",
            line -> record(line, delays));
    try (var crowd = new WatchCrowd(door, watchers)) {
      crowd.open();
      var cpu = process.cpuSeconds();
      var start = System.nanoTime();
      write(path, pause);
      var writing = (System.nanoTime() - start) / 1e9;
      crowd.awaitEvents(watchers * events);
      return new Outcome(delays, writing, process.cpuSeconds() - cpu);
    }
  }

  /** Records the delay of an event; returns false for other lines. */
  private static boolean record(String line, Samples delays) {
    var sent = SENT.matcher(line);
    if (!sent.find()) {
      return false;
    }
    delays.add(System.nanoTime() - Long.parseLong(sent.group(1)));
    return true;
  }

  private void write(String path, Duration pause) throws Exception {
    var start = System.nanoTime();
    for (var i = 0; i < events; i++) {
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
