package dev.quarterdeck.e2e.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** From the write's request to the watcher's line, with many watchers. */
final class WatchBench {

  private static final int WATCHERS = 200;
  private static final int EVENTS = 200;
  private static final String PATH = "/api/v1/namespaces/bench-watch/configmaps";
  private static final Pattern SENT = Pattern.compile("\"sent\":\"(\\d+)\"");

  private final ApiLoad api;
  private final Report report;

  WatchBench(ApiLoad api, Report report) {
    this.api = api;
    this.report = report;
  }

  void run() throws Exception {
    report.heading("Watch, %d watchers × %d events".formatted(WATCHERS, EVENTS));
    api.post(
        "/api/v1/namespaces",
        "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"bench-watch\"}}");
    var delays = new Samples();
    var open = new CountDownLatch(WATCHERS);
    var done = new CountDownLatch(WATCHERS);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < WATCHERS; i++) {
        executor.submit(
            () -> {
              watch(delays, open);
              done.countDown();
              return null;
            });
      }
      if (!open.await(30, TimeUnit.SECONDS)) {
        throw new IOException("not all watches opened within 30 s");
      }
      var start = System.nanoTime();
      for (var i = 0; i < EVENTS; i++) {
        api.post(PATH, event(i));
      }
      var writing = System.nanoTime() - start;
      if (!done.await(60, TimeUnit.SECONDS)) {
        throw new IOException("not all events arrived within 60 s");
      }
      report.line("request → watcher", delays.summary());
      report.line("writes meanwhile", "%,.0f per s".formatted(EVENTS / (writing / 1e9)));
    }
  }

  private void watch(Samples delays, CountDownLatch open) throws Exception {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                api.stream(PATH + "?watch=true&timeoutSeconds=120"), StandardCharsets.UTF_8))) {
      open.countDown();
      for (var seen = 0; seen < EVENTS; ) {
        var line = lines.readLine();
        if (line == null) {
          throw new IOException("the watch ended early");
        }
        var sent = SENT.matcher(line);
        if (sent.find()) {
          delays.add(System.nanoTime() - Long.parseLong(sent.group(1)));
          seen++;
        }
      }
    }
  }

  private static String event(int number) {
    return """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"event-%d"},
         "data":{"sent":"%d"}}
        """
        .formatted(number, System.nanoTime());
  }
}
