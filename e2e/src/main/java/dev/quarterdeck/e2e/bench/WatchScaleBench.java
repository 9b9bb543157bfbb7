package dev.quarterdeck.e2e.bench;

import dev.quarterdeck.cli.lab.Lab;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A thousand watchers of the same few writes: how late they hear, and what that costs. */
final class WatchScaleBench {

  private static final int WATCHERS = 1_000;
  private static final int EVENTS = 100;
  private static final long DEADLINE_SECONDS = 90;
  private static final Pattern SENT = Pattern.compile("\"sent\":\"(\\d+)\"");

  private final ApiLoad api;
  private final Report report;
  private final ControlPlaneProcess process;

  WatchScaleBench(Lab lab, ApiLoad api, Report report) {
    this.api = api;
    this.report = report;
    this.process = new ControlPlaneProcess(lab);
  }

  void run() throws Exception {
    report.heading("Watch, %,d watchers × %d events".formatted(WATCHERS, EVENTS));
    watch("ten writes a second", "bench-watch-paced", Duration.ofMillis(100));
    watch("one write after another", "bench-watch-fast", Duration.ZERO);
  }

  /** A namespace per run, so that no watch begins with the events of another. */
  private void watch(String what, String namespace, Duration pause) throws Exception {
    api.post(
        "/api/v1/namespaces",
        "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"%s\"}}"
            .formatted(namespace));
    var path = "/api/v1/namespaces/" + namespace + "/configmaps";
    var delays = new Samples();
    var open = new CountDownLatch(WATCHERS);
    var watchers = new ArrayList<Future<Void>>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        for (var i = 0; i < WATCHERS; i++) {
          watchers.add(executor.submit(() -> follow(path, delays, open)));
        }
        awaitOpen(open, watchers);
        var cpu = process.cpuSeconds();
        write(path, pause);
        for (var watcher : watchers) {
          watcher.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        }
        report.line(
            what,
            String.format(
                Locale.ROOT,
                "%s (aim: p99 ≤ 100 ms), %.1f s of server CPU",
                delays.summary(),
                process.cpuSeconds() - cpu));
      } finally {
        executor.shutdownNow();
      }
    }
  }

  private static void awaitOpen(CountDownLatch open, List<Future<Void>> watchers)
      throws IOException, InterruptedException {
    if (open.await(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      return;
    }
    var failure =
        watchers.stream()
            .filter(watcher -> watcher.state() == Future.State.FAILED)
            .findFirst()
            .map(Future::exceptionNow)
            .orElse(null);
    throw new IOException(open.getCount() + " watches did not open", failure);
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

  private Void follow(String path, Samples delays, CountDownLatch open) throws Exception {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                api.stream(path + "?watch=true&timeoutSeconds=240"), StandardCharsets.UTF_8))) {
      open.countDown();
      for (var seen = 0; seen < EVENTS; ) {
        var line = lines.readLine();
        if (line == null) {
          throw new IOException("the watch ended after %d events".formatted(seen));
        }
        var sent = SENT.matcher(line);
        if (sent.find()) {
          delays.add(System.nanoTime() - Long.parseLong(sent.group(1)));
          seen++;
        }
      }
    }
    return null;
  }
}
