package dev.quarterdeck.e2e.bench;

import dev.quarterdeck.model.Json;
import java.io.IOException;
import java.time.Duration;

/** CustomResourceDefinitions, from the create until they say Established. */
final class CrdBench {

  private static final int CLIENTS = 8;
  private static final int MOST = 200;
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final String PATH = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

  private final ApiLoad api;
  private final Report report;

  CrdBench(ApiLoad api, Report report) {
    this.api = api;
    this.report = report;
  }

  /** At most 200 of them within {@code length}; they are deleted afterwards. */
  void run(Duration length) throws Exception {
    report.heading("CustomResourceDefinitions, %d clients".formatted(CLIENTS));
    var made = Load.run(CLIENTS, length, MOST, this::establish);
    var count = made.samples().count();
    report.rate("create → Established, %d of them".formatted(count), made);
    Load.run(CLIENTS, Duration.ofMinutes(1), count, n -> api.delete(PATH + "/" + name(n)));
  }

  private void establish(int number) throws Exception {
    var answer = api.post(PATH, definition(number));
    var end = System.nanoTime() + DEADLINE.toNanos();
    while (!established(answer)) {
      if (System.nanoTime() > end) {
        throw new IOException(name(number) + " is not Established after " + DEADLINE);
      }
      Thread.sleep(5);
      answer = api.get(PATH + "/" + name(number));
    }
  }

  private static boolean established(byte[] definition) {
    for (var condition : Json.parseObject(definition).path("status").path("conditions")) {
      if (condition.path("type").asText().equals("Established")) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }

  private static String name(int number) {
    return "gauges%d.bench.quarterdeck.dev".formatted(number);
  }

  private static String definition(int number) {
    return """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
         "metadata":{"name":"%s"},
         "spec":{"group":"bench.quarterdeck.dev","scope":"Namespaced",
          "names":{"plural":"gauges%2$d","singular":"gauge%2$d","kind":"Gauge%2$d"},
          "versions":[{"name":"v1","served":true,"storage":true,
           "schema":{"openAPIV3Schema":{"type":"object","properties":{
            "spec":{"type":"object","properties":{
             "size":{"type":"integer","minimum":1},"label":{"type":"string"}}}}}}}]}}
        """
        .formatted(name(number), number);
  }
}
