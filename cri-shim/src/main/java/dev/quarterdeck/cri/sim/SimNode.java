package dev.quarterdeck.cri.sim;

import dev.quarterdeck.cri.CriFault;
import dev.quarterdeck.proto.cri.v1.Container;
import dev.quarterdeck.proto.cri.v1.ContainerConfig;
import dev.quarterdeck.proto.cri.v1.ContainerEventResponse;
import dev.quarterdeck.proto.cri.v1.ContainerEventType;
import dev.quarterdeck.proto.cri.v1.ContainerFilter;
import dev.quarterdeck.proto.cri.v1.ContainerState;
import dev.quarterdeck.proto.cri.v1.ContainerStatus;
import dev.quarterdeck.proto.cri.v1.PodSandbox;
import dev.quarterdeck.proto.cri.v1.PodSandboxConfig;
import dev.quarterdeck.proto.cri.v1.PodSandboxFilter;
import dev.quarterdeck.proto.cri.v1.PodSandboxState;
import dev.quarterdeck.proto.cri.v1.PodSandboxStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** The sandboxes and containers of a simulated node. It is safe to use from any thread. */
final class SimNode implements AutoCloseable {

  private static final int KILLED = 137;
  private static final int TERMINATED = 143;
  private static final Duration EXIT_SLACK = Duration.ofSeconds(30);

  private final SimOptions options;
  private final SimImages images;
  private final SimEvents events = new SimEvents();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition exits = lock.newCondition();
  private final Map<String, SimSandbox> sandboxes = new LinkedHashMap<>();
  private final Map<String, SimContainer> containers = new LinkedHashMap<>();
  private final Random ids = new Random();
  private final SimTimers timers;
  private AddressPool addresses;

  SimNode(SimOptions options, SimImages images) {
    this.options = options;
    this.images = images;
    addresses = options.podCidr().isEmpty() ? null : AddressPool.of(options.podCidr());
    timers = new SimTimers(options.time());
  }

  SimEvents events() {
    return events;
  }

  void podCidr(String cidr) {
    locked(
        () -> {
          if (addresses == null) {
            addresses = AddressPool.of(cidr);
          }
          return null;
        });
  }

  boolean networkReady() {
    return locked(() -> addresses != null);
  }

  String runSandbox(PodSandboxConfig config, String handler) {
    return locked(
        () -> {
          var name = config.getMetadata();
          for (var other : sandboxes.values()) {
            if (other.config.getMetadata().equals(name)) {
              throw new CriFault.AlreadyExists(
                  "sandbox name of pod %s/%s attempt %d is reserved for %s"
                      .formatted(name.getNamespace(), name.getName(), name.getAttempt(), other.id));
            }
          }
          var sandbox = new SimSandbox(newId(), config, handler, now(), address(config));
          sandboxes.put(sandbox.id, sandbox);
          emit(ContainerEventType.CONTAINER_CREATED_EVENT, sandbox.id, sandbox);
          emit(ContainerEventType.CONTAINER_STARTED_EVENT, sandbox.id, sandbox);
          return sandbox.id;
        });
  }

  private String address(PodSandboxConfig config) {
    if (SimSandbox.onHostNetwork(config)) {
      return "";
    }
    if (addresses == null) {
      throw new CriFault.Failed("network plugin returns error: no pod CIDR is set yet");
    }
    return addresses.allocate();
  }

  void stopSandbox(String id) {
    locked(
        () -> {
          var sandbox = sandboxes.get(id);
          if (sandbox == null || sandbox.state == PodSandboxState.SANDBOX_NOTREADY) {
            return null;
          }
          containers.values().stream()
              .filter(container -> container.sandbox == sandbox && container.running())
              .forEach(container -> exited(container, KILLED));
          if (!sandbox.ip.isEmpty()) {
            addresses.release(sandbox.ip);
            sandbox.ip = "";
          }
          sandbox.state = PodSandboxState.SANDBOX_NOTREADY;
          emit(ContainerEventType.CONTAINER_STOPPED_EVENT, sandbox.id, sandbox);
          return null;
        });
  }

  void removeSandbox(String id) {
    stopSandbox(id);
    locked(
        () -> {
          containers.values().removeIf(container -> container.sandbox.id.equals(id));
          var sandbox = sandboxes.remove(id);
          if (sandbox != null) {
            emit(ContainerEventType.CONTAINER_DELETED_EVENT, id, sandbox);
          }
          return null;
        });
  }

  PodSandboxStatus sandboxStatus(String id) {
    return locked(() -> sandbox(id).status());
  }

  List<PodSandbox> sandboxes(PodSandboxFilter filter) {
    return locked(
        () ->
            sandboxes.values().stream()
                .filter(sandbox -> sandbox.matches(filter))
                .map(SimSandbox::listed)
                .toList());
  }

  String createContainer(String sandboxId, ContainerConfig config) {
    var image = images.required(config.getImage());
    return locked(
        () -> {
          var sandbox = sandbox(sandboxId);
          for (var other : containers.values()) {
            if (other.sandbox == sandbox
                && other.config.getMetadata().equals(config.getMetadata())) {
              throw new CriFault.AlreadyExists(
                  "container name %s is reserved for %s"
                      .formatted(config.getMetadata().getName(), other.id));
            }
          }
          var container = new SimContainer(newId(), sandbox, config, image, now());
          containers.put(container.id, container);
          emit(ContainerEventType.CONTAINER_CREATED_EVENT, container.id, sandbox);
          return container.id;
        });
  }

  void startContainer(String id) {
    locked(
        () -> {
          var container = container(id);
          if (container.sandbox.state != PodSandboxState.SANDBOX_READY) {
            throw new CriFault.Failed("sandbox " + container.sandbox.id + " is not running");
          }
          if (container.state != ContainerState.CONTAINER_CREATED) {
            throw new CriFault.Failed("container %s is in %s".formatted(id, container.state));
          }
          container.start(now());
          if (!container.logPath().isEmpty()) {
            var log = Path.of(container.logPath());
            SimLog.write(log, options.time().instant(), container.script.output());
          }
          emit(ContainerEventType.CONTAINER_STARTED_EVENT, id, container.sandbox);
          container
              .script
              .exitAfter()
              .ifPresent(after -> exitLater(container, after, container.script.exitCode()));
          return null;
        });
  }

  /** Stops the container and returns when it has exited. */
  void stopContainer(String id, Duration grace) throws InterruptedException {
    var container =
        locked(
            () -> {
              var found = containers.get(id);
              if (found == null || !found.running()) {
                return null;
              }
              var heeds = found.script.stopAfter();
              if (grace.isZero() || heeds.compareTo(grace) > 0) {
                exitLater(found, grace, KILLED);
              } else {
                exitLater(found, heeds, TERMINATED);
              }
              return found;
            });
    if (container != null) {
      awaitExit(container, grace.plus(EXIT_SLACK));
    }
  }

  private void awaitExit(SimContainer container, Duration limit) throws InterruptedException {
    var time = options.time();
    var deadline = time.instant().plus(limit);
    lock.lockInterruptibly();
    try {
      while (container.running()) {
        var inTime = time.await(lock, exits, Duration.between(time.instant(), deadline));
        if (!inTime && container.running()) {
          throw new CriFault.Failed(
              "container %s did not stop within %s".formatted(container.id, limit));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  void removeContainer(String id) {
    locked(
        () -> {
          var container = containers.get(id);
          if (container != null) {
            if (container.running()) {
              exited(container, KILLED);
            }
            containers.remove(id);
            emit(ContainerEventType.CONTAINER_DELETED_EVENT, id, container.sandbox);
          }
          return null;
        });
  }

  ContainerStatus containerStatus(String id) {
    return locked(() -> container(id).status());
  }

  List<Container> containers(ContainerFilter filter) {
    return locked(
        () ->
            containers.values().stream()
                .filter(container -> container.matches(filter))
                .map(SimContainer::listed)
                .toList());
  }

  /**
   * @throws CriFault.Failed unless the container runs
   */
  void requireRunning(String id) {
    locked(
        () -> {
          if (!container(id).running()) {
            throw new CriFault.Failed("container " + id + " is not running");
          }
          return null;
        });
  }

  private void exitLater(SimContainer container, Duration after, int code) {
    container.exitTimer.ifPresent(Thread::interrupt);
    var timer = timers.after(after, () -> timedOut(container, code));
    container.exitTimer = Optional.of(timer);
    timer.start();
  }

  private void timedOut(SimContainer container, int code) {
    locked(
        () -> {
          var current = container.exitTimer.filter(Thread.currentThread()::equals).isPresent();
          if (current && container.running()) {
            exited(container, code);
          }
          return null;
        });
  }

  private void exited(SimContainer container, int code) {
    container.exit(code, now());
    exits.signalAll();
    emit(ContainerEventType.CONTAINER_STOPPED_EVENT, container.id, container.sandbox);
  }

  private void emit(ContainerEventType type, String id, SimSandbox sandbox) {
    if (!events.hasSubscribers()) {
      return;
    }
    var event =
        ContainerEventResponse.newBuilder()
            .setContainerId(id)
            .setContainerEventType(type)
            .setCreatedAt(now())
            .setPodSandboxStatus(sandbox.status());
    containers.values().stream()
        .filter(container -> container.sandbox == sandbox)
        .forEach(container -> event.addContainersStatuses(container.status()));
    events.emit(event.build());
  }

  private SimSandbox sandbox(String id) {
    var sandbox = sandboxes.get(id);
    if (sandbox == null) {
      throw new CriFault.NotFound("sandbox %s: not found".formatted(id));
    }
    return sandbox;
  }

  private SimContainer container(String id) {
    var container = containers.get(id);
    if (container == null) {
      throw new CriFault.NotFound("container \"%s\": not found".formatted(id));
    }
    return container;
  }

  private String newId() {
    var bytes = new byte[32];
    ids.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private long now() {
    var instant = options.time().instant();
    return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    timers.close();
  }
}
