package dev.quarterdeck.agent.stats;

import dev.quarterdeck.agent.stream.Page;
import dev.quarterdeck.agent.worker.PodViews;
import dev.quarterdeck.cri.CriRuntime;
import dev.quarterdeck.model.Json;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/**
 * Serves the resource usage of the node, its pods and containers: the pages {@code /stats/summary}
 * and {@code /metrics/resource} of the kubelet's server. It reads the usage at each request.
 */
public final class NodeStats {

  private final UsageReader reader;

  /**
   * @param root the agent's folder, whose file system the pages report
   */
  public NodeStats(
      String nodeName, Path root, PodViews pods, CriRuntime runtime, InstantSource clock) {
    reader = new UsageReader(nodeName, root, pods, runtime, clock);
  }

  /** The pages by path. */
  public Map<String, Page> pages() {
    return Map.of(
        "/stats/summary", Page.json(() -> Json.write(Summary.of(reader.read()))),
        "/metrics/resource", Page.prometheus(() -> ResourceMetrics.of(reader.read())));
  }
}
