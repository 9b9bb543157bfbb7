package dev.quarterdeck.agent.stats;

import dev.quarterdeck.agent.worker.PodView;
import dev.quarterdeck.agent.worker.PodViews;
import dev.quarterdeck.cri.CriRuntime;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.proto.cri.v1.ContainerStats;
import dev.quarterdeck.proto.cri.v1.ContainerStatsFilter;
import dev.quarterdeck.proto.cri.v1.UInt64Value;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the resource usage from the kernel and the runtime. */
final class UsageReader {

  private static final String NODE = "";

  private final String nodeName;
  private final Path root;
  private final PodViews pods;
  private final CriRuntime runtime;
  private final InstantSource clock;
  private final CpuRates rates = new CpuRates();

  UsageReader(String nodeName, Path root, PodViews pods, CriRuntime runtime, InstantSource clock) {
    this.nodeName = nodeName;
    this.root = root;
    this.pods = pods;
    this.runtime = runtime;
    this.clock = clock;
  }

  Usage read() {
    var stats =
        runtime.listContainerStats(ContainerStatsFilter.getDefaultInstance()).stream()
            .filter(stat -> stat.hasCpu() && stat.hasMemory())
            .collect(Collectors.toMap(s -> s.getAttributes().getId(), Function.identity()));
    var known = new HashSet<>(stats.keySet());
    known.add(NODE);
    rates.retain(known);
    var podUsages = pods.all().stream().map(view -> pod(view, stats)).toList();
    return new Usage(node(), podUsages);
  }

  private Usage.Node node() {
    var at = clock.instant();
    try {
      var stat = Files.readString(Path.of("/proc/stat"));
      var store = Files.getFileStore(root);
      return new Usage.Node(
          nodeName,
          ProcFiles.bootTime(stat),
          rates.rated(NODE, at, ProcFiles.cpuNanoseconds(stat)),
          ProcFiles.memory(Files.readString(Path.of("/proc/meminfo")), at),
          new Usage.FileSystem(
              at,
              store.getTotalSpace(),
              store.getUsableSpace(),
              store.getTotalSpace() - store.getUnallocatedSpace()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Usage.PodUsage pod(PodView view, Map<String, ContainerStats> stats) {
    var pod = view.pod();
    var containers = new ArrayList<Usage.ContainerUsage>();
    for (var container : view.containers()) {
      var stat = stats.get(container.id());
      if (stat != null && container.state() == PodView.State.RUNNING) {
        containers.add(container(container.name(), startedAt(pod, container.name()), stat));
      }
    }
    return new Usage.PodUsage(
        ObjectKey.of(pod),
        pod.getMetadata().getUid(),
        pod.getStatus() == null || pod.getStatus().getStartTime() == null
            ? Instant.EPOCH
            : Instant.parse(pod.getStatus().getStartTime()),
        containers);
  }

  private static Optional<Instant> startedAt(Pod pod, String container) {
    var statuses = pod.getStatus() == null ? null : pod.getStatus().getContainerStatuses();
    return Optional.ofNullable(statuses).orElse(List.of()).stream()
        .filter(status -> status.getName().equals(container))
        .map(ContainerStatus::getState)
        .filter(Objects::nonNull)
        .map(state -> state.getRunning())
        .filter(Objects::nonNull)
        .map(running -> running.getStartedAt())
        .filter(Objects::nonNull)
        .map(Instant::parse)
        .findFirst();
  }

  private Usage.ContainerUsage container(
      String name, Optional<Instant> startedAt, ContainerStats stat) {
    var memory = stat.getMemory();
    return new Usage.ContainerUsage(
        name,
        startedAt,
        rates.rated(
            stat.getAttributes().getId(),
            time(stat.getCpu().getTimestamp()),
            stat.getCpu().getUsageCoreNanoSeconds().getValue()),
        new Usage.Memory(
            time(memory.getTimestamp()),
            memory.hasUsageBytes()
                ? memory.getUsageBytes().getValue()
                : memory.getWorkingSetBytes().getValue(),
            memory.getWorkingSetBytes().getValue(),
            memory.getRssBytes().getValue(),
            memory.hasAvailableBytes()
                ? present(memory.getAvailableBytes())
                : OptionalLong.empty()),
        stat.getWritableLayer().getUsedBytes().getValue());
  }

  /** The value; empty for 0, which runtimes report for a container without a limit. */
  private static OptionalLong present(UInt64Value value) {
    return value.getValue() > 0 ? OptionalLong.of(value.getValue()) : OptionalLong.empty();
  }

  private static Instant time(long nanoseconds) {
    return Instant.ofEpochSecond(0, nanoseconds);
  }
}
