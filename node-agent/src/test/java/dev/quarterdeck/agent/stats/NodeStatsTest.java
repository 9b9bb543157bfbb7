package dev.quarterdeck.agent.stats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.agent.worker.PodView;
import dev.quarterdeck.agent.worker.PodView.ContainerView;
import dev.quarterdeck.agent.worker.PodViews;
import dev.quarterdeck.cri.CriRuntime;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.proto.cri.v1.ContainerAttributes;
import dev.quarterdeck.proto.cri.v1.ContainerStats;
import dev.quarterdeck.proto.cri.v1.CpuUsage;
import dev.quarterdeck.proto.cri.v1.MemoryUsage;
import dev.quarterdeck.proto.cri.v1.UInt64Value;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeStatsTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path root;

  private static ContainerStats stats(String id, long cpu, long memory) {
    var at = NOW.getEpochSecond() * 1_000_000_000L;
    return ContainerStats.newBuilder()
        .setAttributes(ContainerAttributes.newBuilder().setId(id))
        .setCpu(
            CpuUsage.newBuilder()
                .setTimestamp(at)
                .setUsageCoreNanoSeconds(UInt64Value.newBuilder().setValue(cpu)))
        .setMemory(
            MemoryUsage.newBuilder()
                .setTimestamp(at)
                .setWorkingSetBytes(UInt64Value.newBuilder().setValue(memory)))
        .build();
  }

  private static CriRuntime runtime(ContainerStats... stats) {
    return (CriRuntime)
        Proxy.newProxyInstance(
            CriRuntime.class.getClassLoader(),
            new Class<?>[] {CriRuntime.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("listContainerStats");
              return List.of(stats);
            });
  }

  private static PodViews pods() {
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("web")
            .withNamespace("shop")
            .withUid("u1")
            .endMetadata()
            .withNewStatus()
            .withStartTime("2025-12-31T23:00:00Z")
            .addNewContainerStatus()
            .withName("a")
            .withNewState()
            .withNewRunning("2025-12-31T23:00:10Z")
            .endState()
            .endContainerStatus()
            .endStatus()
            .build();
    var view =
        new PodView(
            pod,
            Optional.of("s"),
            List.of(
                new ContainerView("a", "ida", 0, PodView.State.RUNNING, Path.of("a")),
                new ContainerView("b", "idb", 0, PodView.State.RUNNING, Path.of("b")),
                new ContainerView("b", "old", 0, PodView.State.EXITED, Path.of("c"))));
    return new PodViews() {
      @Override
      public Optional<PodView> find(ObjectKey key) {
        return Optional.of(view);
      }

      @Override
      public Collection<PodView> all() {
        return List.of(view);
      }
    };
  }

  private String page(String path) {
    var runtime =
        runtime(
            stats("ida", 1_500_000_000L, 100), stats("idb", 500_000_000L, 50), stats("old", 9, 9));
    var stats = new NodeStats("n1", root, pods(), runtime, InstantSource.fixed(NOW));
    return new String(stats.pages().get(path).now().body(), UTF_8);
  }

  @Test
  void metricsForMetricsServer() {
    assertThat(page("/metrics/resource"))
        .contains(
            "container_cpu_usage_seconds_total{container=\"a\",namespace=\"shop\",pod=\"web\"}"
                + " 1.500000000 1767225600000\n",
            "container_memory_working_set_bytes{container=\"b\",namespace=\"shop\",pod=\"web\"} 50"
                + " 1767225600000\n",
            "container_start_time_seconds{container=\"a\",namespace=\"shop\",pod=\"web\"}"
                + " 1767222010 1767225600000\n",
            "pod_cpu_usage_seconds_total{namespace=\"shop\",pod=\"web\"} 2.000000000",
            "pod_memory_working_set_bytes{namespace=\"shop\",pod=\"web\"} 150",
            "\nnode_cpu_usage_seconds_total ",
            "\nnode_memory_working_set_bytes ");
  }

  @Test
  void summary() {
    var summary = Json.parseObject(page("/stats/summary").getBytes(UTF_8));
    assertThat(summary.at("/node/nodeName").asText()).isEqualTo("n1");
    assertThat(summary.at("/node/cpu/usageCoreNanoSeconds").asLong()).isPositive();
    assertThat(summary.at("/node/memory/availableBytes").asLong()).isPositive();
    assertThat(summary.at("/node/fs/capacityBytes").asLong()).isPositive();
    assertThat(summary.at("/pods/0/podRef/uid").asText()).isEqualTo("u1");
    assertThat(summary.at("/pods/0/containers")).hasSize(2);
    assertThat(summary.at("/pods/0/containers/0/startTime").asText())
        .isEqualTo("2025-12-31T23:00:10Z");
    assertThat(summary.at("/pods/0/memory/workingSetBytes").asLong()).isEqualTo(150);
    assertThat(summary.at("/pods/0/cpu/usageNanoCores").isMissingNode()).isTrue();
  }

  @Test
  void ratesComeFromTheLookBefore() {
    var rates = new CpuRates();
    assertThat(rates.rated("x", NOW, 1_000).nanoCores()).isEmpty();
    assertThat(rates.rated("x", NOW.plusSeconds(10), 20_001_000).nanoCores())
        .isEqualTo(OptionalLong.of(2_000_000));
    assertThat(rates.rated("x", NOW.plusSeconds(11), 99_000_000).nanoCores())
        .as("looks close together share a rate")
        .isEqualTo(OptionalLong.of(2_000_000));
    assertThat(rates.rated("x", NOW.plusSeconds(20), 5).nanoCores())
        .as("a counter that went back begins anew")
        .isEmpty();
    rates.retain(Set.of());
    assertThat(rates.rated("x", NOW.plusSeconds(30), 1_000).nanoCores()).isEmpty();
  }

  @Test
  void procFiles() {
    var stat = "cpu  100 10 50 1000 7 3 2 1 0 0\ncpu0 1 1 1 1\nbtime 1767225600\n";
    assertThat(ProcFiles.cpuNanoseconds(stat)).isEqualTo(166 * 10_000_000L);
    assertThat(ProcFiles.bootTime(stat)).isEqualTo(NOW);
    var memory =
        ProcFiles.memory(
            "MemTotal: 1000 kB\nMemFree: 400 kB\nInactive(file): 100 kB\nAnonPages: 7 kB\n", NOW);
    assertThat(memory)
        .isEqualTo(
            new Usage.Memory(NOW, 600 << 10, 500 << 10, 7 << 10, OptionalLong.of(500 << 10)));
  }
}
