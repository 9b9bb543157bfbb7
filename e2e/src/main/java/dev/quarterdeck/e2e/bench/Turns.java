package dev.quarterdeck.e2e.bench;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The load of one operation in several turns; operations are numbered across turns. */
final class Turns {

  private final int clients;
  private final Load.Operation operation;
  private final ControlPlaneProcess process;
  private final AtomicInteger numbers = new AtomicInteger();
  private Samples samples = new Samples();
  private double seconds;
  private double cpu;

  Turns(int clients, Load.Operation operation, ControlPlaneProcess process) {
    this.clients = clients;
    this.operation = operation;
    this.process = process;
  }

  /** Discards the measurements so far. */
  void begin() {
    samples = new Samples();
    seconds = 0;
    cpu = 0;
  }

  void turn(Duration length) throws Exception {
    var cpuBefore = process.cpuSeconds();
    var start = System.nanoTime();
    var result = Load.run(clients, length, _ -> operation.run(numbers.getAndIncrement()));
    seconds += (System.nanoTime() - start) / 1e9;
    cpu += process.cpuSeconds() - cpuBefore;
    samples.addAll(result.samples());
  }

  double perSecond() {
    return samples.count() / seconds;
  }

  void report(String what, Report report) {
    report.rate(what, new Load.Result(perSecond(), samples));
    report.line("  the server's CPU", "%.0f µs each".formatted(cpu / samples.count() * 1e6));
  }
}
