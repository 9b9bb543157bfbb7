package dev.quarterdeck.agent.hook;

import dev.quarterdeck.cri.CriFault;
import dev.quarterdeck.cri.CriRuntime;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Runs containers' postStart and preStop handlers. */
public final class LifecycleHooks {

  private final CriRuntime runtime;

  public LifecycleHooks(CriRuntime runtime) {
    this.runtime = runtime;
  }

  /** Why a hook failed, in words for an event. */
  public static final class HookFailed extends Exception {
    private static final long serialVersionUID = 1;

    HookFailed(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * Runs a handler to its end.
   *
   * @param podIp where HTTP handlers go unless they name a host
   * @param limit the handler is given up after it
   */
  public void run(
      LifecycleHandler handler,
      Container container,
      String containerId,
      String podIp,
      Duration limit)
      throws HookFailed, InterruptedException {
    if (handler.getExec() != null) {
      exec(handler, containerId, limit);
    } else if (handler.getHttpGet() != null) {
      get(handler.getHttpGet(), container, podIp, limit);
    } else if (handler.getSleep() != null) {
      var wanted = Duration.ofSeconds(handler.getSleep().getSeconds());
      TimeUnit.MILLISECONDS.sleep(Math.min(wanted.toMillis(), limit.toMillis()));
    } else {
      throw new HookFailed("invalid handler: it has neither exec, httpGet nor sleep");
    }
  }

  private void exec(LifecycleHandler handler, String containerId, Duration limit)
      throws HookFailed {
    var command = handler.getExec().getCommand();
    try {
      var result = runtime.execSync(containerId, command, limit);
      if (result.exitCode() != 0) {
        throw new HookFailed(
            "command '%s' exited with %d: %s"
                .formatted(
                    String.join(" ", command),
                    result.exitCode(),
                    (result.stdout() + result.stderr()).strip()));
      }
    } catch (CriFault.Interrupted interrupted) {
      throw interrupted;
    } catch (CriFault fault) {
      throw new HookFailed(
          "command '%s': %s".formatted(String.join(" ", command), fault.getMessage()));
    }
  }

  private static void get(HTTPGetAction get, Container container, String podIp, Duration limit)
      throws HookFailed {
    var host = get.getHost() == null || get.getHost().isEmpty() ? podIp : get.getHost();
    var scheme = "HTTPS".equalsIgnoreCase(get.getScheme()) ? "https" : "http";
    var path = Objects.requireNonNullElse(get.getPath(), "/");
    var uri =
        URI.create(
            "%s://%s:%d/%s"
                .formatted(
                    scheme,
                    host.contains(":") ? "[" + host + "]" : host,
                    port(get, container),
                    path.startsWith("/") ? path.substring(1) : path));
    try {
      var connection = (HttpURLConnection) uri.toURL().openConnection();
      connection.setConnectTimeout(Math.toIntExact(limit.toMillis()));
      connection.setReadTimeout(Math.toIntExact(limit.toMillis()));
      if (get.getHttpHeaders() != null) {
        get.getHttpHeaders().forEach(h -> connection.setRequestProperty(h.getName(), h.getValue()));
      }
      try {
        connection.getResponseCode(); // any answer will do, as for the kubelet
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      throw new HookFailed("%s: %s".formatted(uri, e.getMessage()));
    }
  }

  private static int port(HTTPGetAction get, Container container) throws HookFailed {
    var number = get.getPort().getIntVal();
    if (number != null) {
      return number;
    }
    var name = get.getPort().getStrVal();
    return container.getPorts().stream()
        .filter(port -> name.equals(port.getName()))
        .findFirst()
        .map(port -> port.getContainerPort())
        .orElseThrow(
            () -> new HookFailed("port \"%s\" is not among the container's".formatted(name)));
  }
}
