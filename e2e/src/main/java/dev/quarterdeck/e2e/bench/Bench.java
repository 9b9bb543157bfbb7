package dev.quarterdeck.e2e.bench;

import dev.quarterdeck.cli.lab.Distribution;
import dev.quarterdeck.cli.lab.Folders;
import dev.quarterdeck.cli.lab.Lab;
import dev.quarterdeck.cli.lab.LabFolder;
import dev.quarterdeck.cli.lab.LabPlanner;
import dev.quarterdeck.cli.lab.LabSpec;
import dev.quarterdeck.cli.terminal.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures a lab of its own on this machine. Absolute numbers move from machine to machine; ratios
 * are against a raw reference measured in the same run. It reports, and fails nothing.
 */
@Command(
    name = "qd bench",
    mixinStandardHelpOptions = true,
    description =
        "Measures API, watch, pod start, controllers, names, start-up and memory, some against raw"
            + " references.")
public final class Bench implements Callable<Integer> {

  private static final String PARTS =
      "startup,pods,controllers,network,watch,api,grpc,memory,lists,patches,crds,watchers,objects";

  @Option(
      names = "--seconds",
      defaultValue = "8",
      description = "Per load (default: ${DEFAULT-VALUE}).")
  int seconds;

  @Option(
      names = "--only",
      split = ",",
      defaultValue = PARTS,
      description = "Parts to run (default: ${DEFAULT-VALUE}).")
  Set<String> parts;

  /** Held here, since java.util.logging forgets the level of a logger nobody holds. */
  private static final Logger GRPC = Logger.getLogger("io.grpc");

  private Bench() {}

  public static void main(String[] arguments) {
    GRPC.setLevel(Level.WARNING);
    System.exit(new CommandLine(new Bench()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    var base = Files.createTempDirectory("qd-bench");
    var lab = create(base);
    var hook = new Thread(() -> takeDown(lab, base));
    Runtime.getRuntime().addShutdownHook(hook);
    lab.up(base.resolve("images"), Progress.onStandardError());
    measure(lab, new Report(System.out));
    return 0; // the hook takes the lab down, now or after an interrupt
  }

  private static Lab create(Path base) throws Exception {
    // Cgroups go by the lab's name: two benches at once must not share it.
    var name = "bench-" + ProcessHandle.current().pid();
    var spec =
        new LabPlanner(base)
            .plan(name, 1, false, null, null, LabSpec.Binaries.ofDebian(), Map.of());
    return Lab.create(spec, LabFolder.of(base, spec.name()), Distribution.current());
  }

  private void measure(Lab lab, Report report) throws Exception {
    var footprint = new Footprint(lab, report);
    try (var client = lab.connect();
        var api = new ApiLoad(lab.folder().kubeconfig())) {
      if (parts.contains("memory")) {
        footprint.memory("idle");
      }
      // Before the pods: taking a hundred of them down keeps containerd busy for a while.
      if (parts.contains("startup")) {
        footprint.startUp();
      }
      if (parts.contains("pods")) {
        new PodStartBench(lab, client, report).run();
      }
      if (parts.contains("controllers")) {
        new ControllersBench(lab, client, report).run();
      }
      if (parts.contains("network")) {
        new DnsBench(lab, api, report, Duration.ofSeconds(seconds)).run();
      }
      if (parts.contains("watch")) {
        new WatchBench(lab, api, report, 200, 200).run();
      }
      if (parts.contains("api")) {
        var bench = new ApiBench(lab, api, report, Duration.ofSeconds(seconds));
        bench.makeNamespace();
        bench.lists(() -> footprint.memory("with 5,000 pods more"));
        bench.run();
      }
      if (parts.contains("grpc")) {
        new DoorBench(lab, api, report, Duration.ofSeconds(seconds)).run();
      }
      if (parts.contains("memory")) {
        footprint.memory("after all of that");
      }
      scale(lab, api, report);
    }
  }

  /** Last, since what it leaves behind would weigh on every other part. */
  private void scale(Lab lab, ApiLoad api, Report report) throws Exception {
    var length = Duration.ofSeconds(seconds);
    var bench = new ApiScaleBench(lab, api, report, length);
    if (Stream.of("lists", "patches", "objects").anyMatch(parts::contains)) {
      bench.fill();
    }
    if (parts.contains("lists")) {
      bench.lists();
    }
    if (parts.contains("patches")) {
      bench.patches();
    }
    if (parts.contains("objects")) {
      bench.memory();
    }
    if (parts.contains("crds")) {
      new CrdBench(api, report).run(length);
    }
    if (parts.contains("watchers")) {
      new WatchBench(lab, api, report, 1_000, 100).atScale();
    }
  }

  private static void takeDown(Lab lab, Path base) {
    try {
      lab.down();
      Folders.delete(base);
    } catch (Exception e) {
      System.err.println("the bench's lab in " + base + " is not down: " + e.getMessage());
    }
  }
}
