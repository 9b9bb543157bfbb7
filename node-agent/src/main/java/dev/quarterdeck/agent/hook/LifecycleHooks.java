package dev.quarterdeck.agent.hook;

import dev.quarterdeck.agent.http.HttpGetClient;
import dev.quarterdeck.agent.http.HttpGetResult;
import dev.quarterdeck.agent.http.HttpPurpose;
import dev.quarterdeck.cri.CriFault;
import dev.quarterdeck.cri.CriRuntime;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import java.time.Duration;

/** Runs containers' postStart and preStop handlers. */
public final class LifecycleHooks {

  private final CriRuntime runtime;
  private final HttpGetClient http;
  private final Time time;

  public LifecycleHooks(CriRuntime runtime, HttpGetClient http, Time time) {
    this.runtime = runtime;
    this.http = http;
    this.time = time;
  }

  /** The failure of a hook; its message is that of the event. */
  public static final class HookFailed extends Exception {
    private static final long serialVersionUID = 1;

    HookFailed(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * Runs a handler and waits for its end.
   *
   * @param podIp the host of HTTP handlers that name none
   * @param limit how long the handler may run
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
      time.sleep(wanted.compareTo(limit) < 0 ? wanted : limit);
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

  private void get(HTTPGetAction get, Container container, String podIp, Duration limit)
      throws HookFailed, InterruptedException {
    switch (http.get(get, container, podIp, HttpPurpose.LIFECYCLE_HOOK, limit)) {
      // Any answer is a success: the server has received the request.
      case HttpGetResult.Answered _, HttpGetResult.RedirectedAway _ -> {}
      case HttpGetResult.Failed(var message) -> throw new HookFailed(message);
      case HttpGetResult.NoPort(var message) -> throw new HookFailed(message);
    }
  }
}
