package dev.quarterdeck.agent.stats;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Writes usage as the kubelet's {@code /stats/summary}. */
final class Summary {

  private Summary() {}

  static ObjectNode of(Usage usage) {
    var summary = Json.object();
    var node = summary.putObject("node");
    node.put("nodeName", usage.node().name());
    node.put("startTime", time(usage.node().bootedAt()));
    node.set("cpu", cpu(usage.node().cpu()));
    node.set("memory", memory(usage.node().memory()));
    node.set("fs", fileSystem(usage.node().fileSystem()));
    var pods = summary.putArray("pods");
    usage.pods().forEach(pod -> pods.add(pod(pod, usage.node().cpu().at())));
    return summary;
  }

  private static ObjectNode pod(Usage.PodUsage usage, Instant at) {
    var pod = Json.object();
    pod.putObject("podRef")
        .put("name", usage.pod().name())
        .put("namespace", usage.pod().namespace())
        .put("uid", usage.uid());
    pod.put("startTime", time(usage.startedAt()));
    var containers = pod.putArray("containers");
    for (var container : usage.containers()) {
      var node = containers.addObject().put("name", container.name());
      container.startedAt().ifPresent(start -> node.put("startTime", time(start)));
      node.set("cpu", cpu(container.cpu()));
      node.set("memory", memory(container.memory()));
      node.putObject("rootfs")
          .put("time", time(container.cpu().at()))
          .put("usedBytes", container.layerBytes());
    }
    pod.set("cpu", cpu(usage.cpu(at)));
    pod.set("memory", memory(usage.memory(at)));
    return pod;
  }

  private static ObjectNode cpu(Usage.Cpu cpu) {
    var node = Json.object().put("time", time(cpu.at()));
    cpu.nanoCores().ifPresent(rate -> node.put("usageNanoCores", rate));
    return node.put("usageCoreNanoSeconds", cpu.nanoseconds());
  }

  private static ObjectNode memory(Usage.Memory memory) {
    var node = Json.object().put("time", time(memory.at()));
    memory.available().ifPresent(bytes -> node.put("availableBytes", bytes));
    return node.put("usageBytes", memory.usage())
        .put("workingSetBytes", memory.workingSet())
        .put("rssBytes", memory.rss());
  }

  private static ObjectNode fileSystem(Usage.FileSystem fs) {
    return Json.object()
        .put("time", time(fs.at()))
        .put("availableBytes", fs.available())
        .put("capacityBytes", fs.capacity())
        .put("usedBytes", fs.used());
  }

  private static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
