package dev.quarterdeck.e2e.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

  /** The administrator's kubeconfig of the lab. */
  record Kubeconfig(Path file) {}

  private static final long MINUTES = 3;

  private record Running(Qd qd) implements AutoCloseable {

    static Running start() throws IOException, InterruptedException {
      var pid = Long.toString(ProcessHandle.current().pid());
      var base = Path.of(System.getProperty("java.io.tmpdir"), "qd-e2e").resolve(pid);
      var running = new Running(new Qd(base, "clients"));
      running.run("up", "--nodes", "1");
      return running;
    }

    @Override
    public void close() throws IOException, InterruptedException {
      run("down");
      Files.delete(qd.base());
    }

    private void run(String... words) throws IOException, InterruptedException {
      var line = new ArrayList<>(qd.command());
      line.addAll(List.of(words));
      var log = Files.createTempFile("qd", ".log");
      var builder = new ProcessBuilder(line).redirectErrorStream(true);
      builder.environment().putAll(qd.environment());
      var process = builder.redirectOutput(log.toFile()).start();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "qd %s failed:%n%s".formatted(words[0], Files.readString(log)));
      }
      Files.delete(log);
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
    var type = parameter.getParameter().getType();
    return type == Kubeconfig.class || type == Qd.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    var qd = lab(context).qd();
    return parameter.getParameter().getType() == Qd.class ? qd : new Kubeconfig(qd.kubeconfig());
  }
}
