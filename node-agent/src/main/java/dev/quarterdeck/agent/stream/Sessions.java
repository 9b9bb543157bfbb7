package dev.quarterdeck.agent.stream;

import dev.quarterdeck.agent.health.HealthReport;
import dev.quarterdeck.agent.worker.PodView;
import dev.quarterdeck.agent.worker.PodViews;
import dev.quarterdeck.client.stream.UpgradeTarget;
import dev.quarterdeck.cri.CriDeadlines;
import dev.quarterdeck.cri.CriFault;
import dev.quarterdeck.cri.CriRuntime;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.proto.cri.v1.AttachRequest;
import dev.quarterdeck.proto.cri.v1.ExecRequest;
import dev.quarterdeck.proto.cri.v1.PortForwardRequest;
import io.vertx.core.MultiMap;
import java.net.URI;
import java.util.function.Supplier;

/** Makes the runtime prepare exec, attach and port-forward sessions. */
final class Sessions {

  private final PodViews pods;
  private final CriRuntime runtime;
  private final HealthReport health;

  Sessions(PodViews pods, CriRuntime runtime, HealthReport health) {
    this.pods = pods;
    this.runtime = runtime;
    this.health = health;
  }

  /**
   * Prepares a session and returns its address at the runtime's streaming server; blocks.
   *
   * @throws ApiFault when the pod or container does not exist, or the runtime refuses or does not
   *     answer
   */
  UpgradeTarget open(KubeletPath.Session path, MultiMap query) {
    var view =
        pods.find(path.pod())
            .filter(v -> path.uid().map(v.pod().getMetadata().getUid()::equals).orElse(true))
            .orElseThrow(() -> new ApiFault(Reason.NOT_FOUND, "pod does not exist"));
    var url =
        switch (path) {
          case KubeletPath.Exec exec -> exec(container(view, exec.container()), query);
          case KubeletPath.Attach attach ->
              attach(container(view, attach.container()), tty(view, attach.container()), query);
          case KubeletPath.PortForward ignored -> portForward(view, query);
        };
    var host = url.getHost().replaceAll("^\\[|]$", "");
    var tail = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    return UpgradeTarget.of(host, url.getPort(), url.getRawPath() + tail)
        .answerWithin(CriDeadlines.DEFAULT.session())
        .withhold("Authorization")
        .withhold("Cookie");
  }

  private URI exec(String containerId, MultiMap query) {
    var streams = Streams.of(query, LogRequest.flag(query, "tty"));
    var command = query.getAll("command");
    if (command.isEmpty()) {
      throw ApiFault.badRequest("you must specify at least 1 command for the container");
    }
    return ask(
        () ->
            runtime.exec(
                ExecRequest.newBuilder()
                    .setContainerId(containerId)
                    .addAllCmd(command)
                    .setTty(streams.tty())
                    .setStdin(streams.stdin())
                    .setStdout(streams.stdout())
                    .setStderr(streams.stderr())
                    .build()));
  }

  private URI attach(String containerId, boolean tty, MultiMap query) {
    var streams = Streams.of(query, tty);
    return ask(
        () ->
            runtime.attach(
                AttachRequest.newBuilder()
                    .setContainerId(containerId)
                    .setTty(streams.tty())
                    .setStdin(streams.stdin())
                    .setStdout(streams.stdout())
                    .setStderr(streams.stderr())
                    .build()));
  }

  private URI portForward(PodView view, MultiMap query) {
    var request = PortForwardRequest.newBuilder();
    request.setPodSandboxId(
        view.sandboxId()
            .orElseThrow(
                () -> new ApiFault(Reason.NOT_FOUND, "the pod has no sandbox to forward to")));
    for (var text : query.getAll("port")) {
      if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65535 || text.equals("0")) {
        throw ApiFault.badRequest("invalid port \"%s\"".formatted(text));
      }
      request.addPort(Integer.parseInt(text));
    }
    return ask(() -> runtime.portForward(request.build()));
  }

  private URI ask(Supplier<URI> call) {
    var silent = health.unresponsive();
    if (silent.isPresent()) {
      throw new ApiFault(Reason.SERVICE_UNAVAILABLE, silent.get());
    }
    try {
      return call.get();
    } catch (CriFault.Timeout e) {
      throw new ApiFault(
          Reason.TIMEOUT,
          "container runtime did not answer within %ds"
              .formatted(CriDeadlines.DEFAULT.session().toSeconds()));
    } catch (CriFault.NotFound e) {
      throw new ApiFault(Reason.NOT_FOUND, e.getMessage());
    } catch (CriFault.Unavailable e) {
      throw new ApiFault(Reason.SERVICE_UNAVAILABLE, e.getMessage());
    } catch (CriFault e) {
      throw new ApiFault(Reason.INTERNAL_ERROR, e.getMessage());
    }
  }

  private static String container(PodView view, String name) {
    return view.container(name)
        .filter(container -> container.state() == PodView.State.RUNNING)
        .map(PodView.ContainerView::id)
        .orElseThrow(
            () -> new ApiFault(Reason.NOT_FOUND, "container not found (\"%s\")".formatted(name)));
  }

  /**
   * Whether the container's process has a terminal; its spec decides this, not the attach request.
   */
  private static boolean tty(PodView view, String name) {
    return view.pod().getSpec().getContainers().stream()
        .filter(container -> container.getName().equals(name))
        .anyMatch(container -> Boolean.TRUE.equals(container.getTty()));
  }

  private record Streams(boolean stdin, boolean stdout, boolean stderr, boolean tty) {
    /** The streams of a request; a terminal has no separate stderr. */
    static Streams of(MultiMap query, boolean tty) {
      var streams =
          new Streams(
              LogRequest.flag(query, "input"),
              LogRequest.flag(query, "output"),
              LogRequest.flag(query, "error") && !tty,
              tty);
      if (!streams.stdin && !streams.stdout && !streams.stderr) {
        throw ApiFault.badRequest("you must specify at least 1 of stdin, stdout, stderr");
      }
      return streams;
    }
  }
}
