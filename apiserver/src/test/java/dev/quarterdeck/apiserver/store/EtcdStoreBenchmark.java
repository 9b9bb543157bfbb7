package dev.quarterdeck.apiserver.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.quarterdeck.model.time.Time;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** Creates through the store against raw puts through jetcd's client; run by hand. */
final class EtcdStoreBenchmark {

  private static final int CLIENTS = 32;
  private static final long SECONDS = 5;
  private static final byte[] VALUE = "x".repeat(1_024).getBytes(UTF_8);

  private interface Call {
    void run(long n) throws Exception;
  }

  private EtcdStoreBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    try (var etcd = EtcdFixture.start();
        var raw = Client.builder().endpoints("http://" + etcd.endpoint()).build();
        var store =
            EtcdStore.open(
                EtcdConfig.plain(etcd.endpoint()), new SimpleMeterRegistry(), Time.system())) {
      var kv = raw.getKVClient();
      var value = ByteSequence.from(VALUE);
      for (var round = 0; round < 3; round++) {
        var id = round;
        measure(
            "raw jetcd puts",
            n -> kv.put(ByteSequence.from("/raw/" + id + "/" + n, UTF_8), value).get());
        measure("store creates", n -> store.create("/registry/bench/" + id + "/" + n, VALUE, null));
        measure("store updates", n -> update(store, id, n));
        measure("store gets", n -> store.get("/registry/bench/" + id + "/1"));
        measure("current revision", _ -> store.currentRevision());
      }
    }
  }

  private static void update(Store store, int round, long n) {
    var key = "/registry/bench/%d/%d".formatted(round, n % 5_000 + 1);
    store.get(key).ifPresent(seen -> store.update(key, VALUE, seen.modRevision()));
  }

  private static void measure(String what, Call call) throws Exception {
    var next = new AtomicLong();
    var ours = cpu(ProcessHandle.current());
    var theirs = etcdCpu();
    var end = System.nanoTime() + SECONDS * 1_000_000_000;
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < CLIENTS; i++) {
        executor.submit(
            () -> {
              while (System.nanoTime() < end) {
                call.run(next.incrementAndGet());
              }
              return null;
            });
      }
    }
    var count = Math.max(1, next.get());
    System.out.printf(
        "%-18s %7d per s, CPU per call: ours %d us, etcd's %d us%n",
        what,
        count / SECONDS,
        (cpu(ProcessHandle.current()) - ours) / count,
        (etcdCpu() - theirs) / count);
  }

  private static long etcdCpu() {
    return ProcessHandle.current().children().mapToLong(EtcdStoreBenchmark::cpu).sum();
  }

  private static long cpu(ProcessHandle process) {
    return process.info().totalCpuDuration().map(d -> d.toNanos() / 1_000).orElse(0L);
  }
}
