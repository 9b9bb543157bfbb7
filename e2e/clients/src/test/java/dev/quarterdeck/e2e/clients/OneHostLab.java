package dev.quarterdeck.e2e.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One lab of one host for all classes of this module, brought up and down by {@code qd} as a user
 * would, in a process of its own: no class of ours is on the clients' class path. What a killed JVM
 * leaves lies where the next e2e run looks for abandoned labs.
 */
final class OneHostLab implements BeforeAllCallback, ParameterResolver {

  /** Where to find the lab. */
  record Kubeconfig(Path file) {}

  private static final Path HOME = Path.of(System.getProperty("qd.home"));
  private static final long MINUTES = 3;

  private record Running(Path base) implements AutoCloseable {

    static Running start() throws IOException, InterruptedException {
      var pid = Long.toString(ProcessHandle.current().pid());
      var running =
          new Running(Path.of(System.getProperty("java.io.tmpdir"), "qd-e2e").resolve(pid));
      running.qd("up", "--nodes", "1");
      return running;
    }

    Kubeconfig kubeconfig() {
      return new Kubeconfig(base.resolve("labs/clients/admin.kubeconfig"));
    }

    @Override
    public void close() throws IOException, InterruptedException {
      qd("down");
    }

    private void qd(String... words) throws IOException, InterruptedException {
      var line =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-Dqd.home=" + HOME,
                  "-cp",
                  classPath(),
                  "dev.quarterdeck.cli.Qd"));
      line.addAll(List.of(words));
      line.addAll(List.of("--lab", "clients", "--dir", base.toString()));
      var log = Files.createTempFile("qd", ".log");
      var process =
          new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException(line.get(7) + " failed:\n" + Files.readString(log));
      }
      Files.delete(log);
    }

    private static String classPath() throws IOException {
      var target = HOME.resolve("cli/target");
      try (Stream<Path> own = Files.list(target);
          Stream<Path> others = Files.list(target.resolve("lib"))) {
        return Stream.concat(own, others)
            .map(Path::toString)
            .filter(file -> file.endsWith(".jar"))
            .sorted()
            .collect(Collectors.joining(":"));
      }
    }
  }

  private static Running lab(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(OneHostLab.class))
        .computeIfAbsent(
            Running.class,
            key -> {
              try {
                return Running.start();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
              }
            },
            Running.class);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    lab(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Kubeconfig.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return lab(context).kubeconfig();
  }
}
