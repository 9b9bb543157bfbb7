package dev.quarterdeck.agent.stream;

import dev.quarterdeck.agent.plan.PodSpecs;
import dev.quarterdeck.agent.worker.PodView;
import dev.quarterdeck.agent.worker.PodView.ContainerView;
import dev.quarterdeck.agent.worker.PodViews;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds and writes the log that a request asks for. */
final class ContainerLogs {

  private final PodViews pods;
  private final Time time;

  ContainerLogs(PodViews pods, Time time) {
    this.pods = pods;
    this.time = time;
  }

  /**
   * The attempt of the container whose log the request asks for.
   *
   * @throws ApiFault with the kubelet's message when the runtime has no such attempt
   */
  ContainerView find(KubeletPath.Logs path, LogRequest options) {
    var view =
        pods.find(path.pod())
            .orElseThrow(
                () ->
                    new ApiFault(
                        Reason.NOT_FOUND, "pod \"%s\" not found".formatted(path.pod().name())));
    if (!isOf(view, path.container())) {
      throw ApiFault.badRequest(
          "container \"%s\" in pod \"%s\" is not available"
              .formatted(path.container(), path.pod().name()));
    }
    if (options.previous()) {
      return previous(view, path.container())
          .orElseThrow(
              () ->
                  ApiFault.badRequest(
                      "previous terminated container \"%s\" in pod \"%s\" not found"
                          .formatted(path.container(), path.pod().name())));
    }
    return view.container(path.container()).orElseThrow(() -> waiting(view, path));
  }

  private static boolean isOf(PodView view, String name) {
    return PodSpecs.find(view.pod(), name).isPresent();
  }

  /**
   * The attempt before the current one. When the container waits for its restart this is the newest
   * attempt, which has exited.
   */
  private static Optional<ContainerView> previous(PodView view, String name) {
    var ended =
        view.container(name)
            .filter(newest -> newest.state() == PodView.State.EXITED)
            .filter(newest -> waitsFor(view, name).isPresent());
    return ended.isPresent() ? ended : view.previous(name);
  }

  private static ApiFault waiting(PodView view, KubeletPath.Logs path) {
    var why =
        switch (waitsFor(view, path.container()).orElse("")) {
          case "" -> "no logs available yet";
          case "ErrImagePull" -> "image can't be pulled";
          case "ImagePullBackOff" -> "trying and failing to pull image";
          case String reason -> reason;
        };
    return ApiFault.badRequest(
        "container \"%s\" in pod \"%s\" is waiting to start: %s"
            .formatted(path.container(), path.pod().name(), why));
  }

  /** The reason of the container's waiting state; empty in another state. */
  private static Optional<String> waitsFor(PodView view, String name) {
    var status = view.pod().getStatus();
    if (status == null) {
      return Optional.empty();
    }
    return Stream.of(
            status.getContainerStatuses(),
            status.getInitContainerStatuses(),
            status.getEphemeralContainerStatuses())
        .filter(list -> list != null)
        .flatMap(List::stream)
        .filter(s -> s.getName().equals(name))
        .map(ContainerStatus::getState)
        .filter(state -> state != null && state.getWaiting() != null)
        .map(state -> state.getWaiting())
        .map(ContainerStateWaiting::getReason)
        .filter(text -> text != null)
        .findFirst();
  }

  /** Writes the log; blocks until the end of the log or of the request. */
  void write(
      KubeletPath.Logs path, ContainerView container, LogRequest options, LogWriter.Sink sink)
      throws IOException, InterruptedException {
    new LogReader(options, () -> mayWrite(path, container.id()), sink, time).read(container.log());
  }

  private boolean mayWrite(KubeletPath.Logs path, String containerId) {
    return pods.find(path.pod()).stream()
        .flatMap(view -> view.containers().stream())
        .filter(container -> container.id().equals(containerId))
        .anyMatch(container -> container.state() != PodView.State.EXITED);
  }
}
