package dev.quarterdeck.agent.stats;

import java.math.BigDecimal;
import java.time.Instant;

/** Writes usage as the kubelet's {@code /metrics/resource}, which metrics-server reads. */
final class ResourceMetrics {

  private final StringBuilder text = new StringBuilder();

  private ResourceMetrics() {}

  static String of(Usage usage) {
    var metrics = new ResourceMetrics();
    metrics.containers(usage);
    metrics.node(usage.node());
    metrics.pods(usage);
    metrics.head("resource_scrape_error", "gauge", "1 if there was an error, 0 otherwise");
    metrics.text.append("resource_scrape_error 0\n");
    return metrics.text.toString();
  }

  private void containers(Usage usage) {
    head("container_cpu_usage_seconds_total", "counter", "Cumulative cpu time in core-seconds");
    each(
        usage,
        (l, c) -> line("container_cpu_usage_seconds_total", l, seconds(c.cpu()), c.cpu().at()));
    head("container_memory_working_set_bytes", "gauge", "Current working set in bytes");
    each(
        usage,
        (l, c) ->
            line(
                "container_memory_working_set_bytes",
                l,
                BigDecimal.valueOf(c.memory().workingSet()),
                c.memory().at()));
    head("container_start_time_seconds", "gauge", "Start time since unix epoch in seconds");
    each(
        usage,
        (l, c) ->
            c.startedAt()
                .ifPresent(
                    start ->
                        line(
                            "container_start_time_seconds",
                            l,
                            BigDecimal.valueOf(start.getEpochSecond()),
                            c.cpu().at())));
  }

  private interface OfContainer {
    void write(String labels, Usage.ContainerUsage container);
  }

  private static void each(Usage usage, OfContainer writer) {
    for (var pod : usage.pods()) {
      for (var container : pod.containers()) {
        writer.write("{container=\"%s\",%s}".formatted(container.name(), labels(pod)), container);
      }
    }
  }

  private static String labels(Usage.PodUsage pod) {
    return "namespace=\"%s\",pod=\"%s\"".formatted(pod.pod().namespace(), pod.pod().name());
  }

  private void node(Usage.Node node) {
    head("node_cpu_usage_seconds_total", "counter", "Cumulative cpu time in core-seconds");
    line("node_cpu_usage_seconds_total", "", seconds(node.cpu()), node.cpu().at());
    head("node_memory_working_set_bytes", "gauge", "Current working set in bytes");
    line(
        "node_memory_working_set_bytes",
        "",
        BigDecimal.valueOf(node.memory().workingSet()),
        node.memory().at());
  }

  private void pods(Usage usage) {
    var at = usage.node().cpu().at();
    head("pod_cpu_usage_seconds_total", "counter", "Cumulative cpu time in core-seconds");
    for (var pod : usage.pods()) {
      line("pod_cpu_usage_seconds_total", "{" + labels(pod) + "}", seconds(pod.cpu(at)), at);
    }
    head("pod_memory_working_set_bytes", "gauge", "Current working set in bytes");
    for (var pod : usage.pods()) {
      line(
          "pod_memory_working_set_bytes",
          "{" + labels(pod) + "}",
          BigDecimal.valueOf(pod.memory(at).workingSet()),
          at);
    }
  }

  private static BigDecimal seconds(Usage.Cpu cpu) {
    return BigDecimal.valueOf(cpu.nanoseconds(), 9);
  }

  private void head(String name, String type, String help) {
    text.append("# HELP %s %s\n# TYPE %s %s\n".formatted(name, help, name, type));
  }

  private void line(String name, String labels, BigDecimal value, Instant at) {
    text.append(name)
        .append(labels)
        .append(' ')
        .append(value.toPlainString())
        .append(' ')
        .append(at.toEpochMilli())
        .append('\n');
  }
}
