package dev.quarterdeck.cri.sim;

import dev.quarterdeck.proto.cri.v1.Container;
import dev.quarterdeck.proto.cri.v1.ContainerConfig;
import dev.quarterdeck.proto.cri.v1.ContainerFilter;
import dev.quarterdeck.proto.cri.v1.ContainerState;
import dev.quarterdeck.proto.cri.v1.ContainerStatus;
import java.nio.file.Path;
import java.util.Optional;

/** A simulated container: a timer and a log. The lock of {@link SimNode} guards it. */
final class SimContainer {

  final String id;
  final SimSandbox sandbox;
  final ContainerConfig config;
  final Script script;
  final SimImage image;
  final long createdAt;
  ContainerState state = ContainerState.CONTAINER_CREATED;
  long startedAt;
  long finishedAt;
  int exitCode;
  String reason = "";
  // the thread that waits for the moment to end this container
  Optional<Thread> exitTimer = Optional.empty();

  SimContainer(
      String id, SimSandbox sandbox, ContainerConfig config, SimImage image, long createdAt) {
    this.id = id;
    this.sandbox = sandbox;
    this.config = config;
    this.script = Script.of(config, sandbox.config);
    this.image = image;
    this.createdAt = createdAt;
  }

  void start(long now) {
    state = ContainerState.CONTAINER_RUNNING;
    startedAt = now;
  }

  void exit(int code, long now) {
    exitTimer = Optional.empty();
    state = ContainerState.CONTAINER_EXITED;
    finishedAt = now;
    exitCode = code;
    reason = code == 0 ? "Completed" : "Error";
  }

  boolean running() {
    return state == ContainerState.CONTAINER_RUNNING;
  }

  /** The path of the log; empty when the configuration names none. */
  String logPath() {
    var folder = sandbox.config.getLogDirectory();
    return folder.isEmpty() || config.getLogPath().isEmpty()
        ? ""
        : Path.of(folder).resolve(config.getLogPath()).toString();
  }

  boolean matches(ContainerFilter filter) {
    return (filter.getId().isEmpty() || filter.getId().equals(id))
        && (!filter.hasState() || filter.getState().getState() == state)
        && (filter.getPodSandboxId().isEmpty() || filter.getPodSandboxId().equals(sandbox.id))
        && config.getLabelsMap().entrySet().containsAll(filter.getLabelSelectorMap().entrySet());
  }

  Container listed() {
    return Container.newBuilder()
        .setId(id)
        .setPodSandboxId(sandbox.id)
        .setMetadata(config.getMetadata())
        .setImage(config.getImage())
        .setImageRef(image.id())
        .setImageId(image.id())
        .setState(state)
        .setCreatedAt(createdAt)
        .putAllLabels(config.getLabelsMap())
        .putAllAnnotations(config.getAnnotationsMap())
        .build();
  }

  ContainerStatus status() {
    return ContainerStatus.newBuilder()
        .setId(id)
        .setMetadata(config.getMetadata())
        .setState(state)
        .setCreatedAt(createdAt)
        .setStartedAt(startedAt)
        .setFinishedAt(finishedAt)
        .setExitCode(exitCode)
        .setReason(reason)
        .setImage(config.getImage().toBuilder().setImage(image.name()))
        .setImageRef(image.digest())
        .setImageId(image.id())
        .putAllLabels(config.getLabelsMap())
        .putAllAnnotations(config.getAnnotationsMap())
        .addAllMounts(config.getMountsList())
        .setLogPath(logPath())
        .build();
  }
}
