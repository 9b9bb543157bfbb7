package dev.quarterdeck.cli.lab;

import dev.quarterdeck.cli.process.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where our own programs are, and the JVM flags each role runs with: they are part of the product.
 *
 * @param home the folder that holds {@code qd}
 * @param java the java launcher to start others with
 * @param trains whether the JVMs started write their ahead-of-time cache when they end, instead of
 *     using it
 */
public record Distribution(Path home, Path java, boolean trains) {

  // glibc would give each of many threads a heap of its own, and keep what all of them once held.
  private static final List<String> FEW_ARENAS = List.of("env", "MALLOC_ARENA_MAX=2");

  private static final List<String> EVERY_JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:+UseCompactObjectHeaders",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:-UsePerfData",
          // The cache's pages stay those of its file, shared by all JVMs, when nothing in them has
          // to be moved.
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:ArchiveRelocationMode=0",
          // What glibc's heap no longer needs goes back to the system.
          "-XX:TrimNativeHeapInterval=10000",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  /** As told by the launcher script (system property {@code qd.home}). */
  public static Distribution current() {
    var home = System.getProperty("qd.home");
    if (home == null) {
      throw new UserError("start me through ./qd, which knows where everything is");
    }
    return new Distribution(
        Path.of(home), Path.of(System.getProperty("java.home"), "bin", "java"), false);
  }

  /** What a host has to see to run a node agent. */
  List<Path> programs() {
    return List.of(java.getParent().getParent(), home);
  }

  /** The same programs, recording their caches. */
  Distribution training() {
    return new Distribution(home, java, true);
  }

  /**
   * The command line of the all-in-one control plane. Its heap holds every object and so grows with
   * the cluster: by what lives in it, with room enough that full collections stay rare.
   */
  List<String> controlPlane(List<String> arguments) {
    var app = home.resolve("deploy/target/quarkus-app");
    return command(
        List.of(
            "-Xms64m",
            "-Xmx1g",
            "-Xmn40m",
            "-Xss512k",
            "-XX:MinHeapFreeRatio=15",
            "-XX:MaxHeapFreeRatio=30",
            "-XX:MaxDirectMemorySize=256m"),
        cache(app.resolve("control-plane.aot")),
        List.of("-jar", app.resolve("quarkus-run.jar").toString()),
        arguments);
  }

  /**
   * The command line of a node agent; small, since a lab runs many. An archive of its classes stays
   * in pages of its file, read as they are needed and shared by all agents; an ahead-of-time cache
   * would load all it holds. Netty's defaults suit servers with thousands of busy connections.
   */
  List<String> nodeAgent(List<String> arguments) {
    return command(
        List.of(
            "-Xms16m",
            "-Xmx160m",
            "-Xmn6m",
            "-XX:ReservedCodeCacheSize=32m",
            "-Xss256k",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=30",
            "-XX:TieredStopAtLevel=1",
            "-XX:MaxDirectMemorySize=32m",
            "-Dio.netty.allocator.maxOrder=3",
            "-Dio.netty.allocator.numHeapArenas=1",
            "-Dio.netty.allocator.numDirectArenas=1"),
        archive(home.resolve("cli/target/node-agent.jsa")),
        List.of("-cp", classPath(), "dev.quarterdeck.agent.NodeAgentMain"),
        arguments);
  }

  /** The class path of cli and node agent, in an order that does not change between runs. */
  private String classPath() {
    var target = home.resolve("cli/target");
    var jars = new ArrayList<Path>();
    try (var own = Files.newDirectoryStream(target, "cli-*.jar");
        var libraries = Files.newDirectoryStream(target.resolve("lib"), "*.jar")) {
      own.forEach(jars::add);
      libraries.forEach(jars::add);
    } catch (IOException e) {
      throw new UserError("%s is not built (%s)".formatted(home, e.getMessage()));
    }
    return String.join(":", jars.stream().map(Path::toString).sorted().toList());
  }

  private List<String> command(
      List<String> sizes, List<String> cache, List<String> program, List<String> arguments) {
    var words = new ArrayList<>(FEW_ARENAS);
    words.add(java.toString());
    words.addAll(sizes);
    words.addAll(EVERY_JVM);
    words.addAll(cache);
    words.addAll(program);
    words.addAll(arguments);
    return words;
  }

  /** Writes the archive of classes in training, uses it where there is one. */
  private List<String> archive(Path file) {
    if (trains) {
      return List.of("-XX:ArchiveClassesAtExit=" + file, "-Xlog:cds=off");
    }
    return Files.exists(file)
        ? List.of("-XX:SharedArchiveFile=" + file, "-Xlog:cds=off")
        : List.of();
  }

  /** Writes the ahead-of-time cache in training, uses it where there is one. */
  private List<String> cache(Path file) {
    if (trains) {
      return List.of("-XX:AOTCacheOutput=" + file);
    }
    return Files.exists(file)
        ? List.of("-XX:AOTCache=" + file, "-Xlog:aot=off", "-Xlog:cds=off")
        : List.of();
  }
}
