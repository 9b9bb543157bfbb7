package dev.quarterdeck.agent.health;

import dev.quarterdeck.client.background.Background;
import dev.quarterdeck.cri.CriFault;
import dev.quarterdeck.cri.CriImages;
import dev.quarterdeck.cri.CriRuntime;
import dev.quarterdeck.model.time.GoDuration;
import dev.quarterdeck.model.time.Time;
import dev.quarterdeck.proto.cri.v1.Image;
import dev.quarterdeck.proto.cri.v1.RuntimeCondition;
import dev.quarterdeck.proto.cri.v1.RuntimeStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the container runtime for its status periodically, on its own thread, so that no caller
 * waits for a runtime that hangs. It also passes the node's pod CIDR to the runtime.
 */
public final class RuntimeMonitor implements HealthReport, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RuntimeMonitor.class);
  // The kubelet's period.
  private static final Duration PERIOD = Duration.ofSeconds(5);
  private static final Duration PERIOD_WHILE_UNREADY = Duration.ofMillis(250);
  private static final Duration IMAGE_PERIOD = Duration.ofSeconds(10);
  // One period, and ten seconds for the answer.
  private static final Duration SILENCE = Duration.ofSeconds(15);

  private final CriRuntime runtime;
  private final CriImages images;
  private final Time time;
  private final Background thread;
  private final AtomicReference<RuntimeFacts> facts;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition podCidrSet = lock.newCondition();
  private volatile Runnable onChange = () -> {};
  private volatile String version = "";
  private volatile List<Image> imageList = List.of();
  private volatile String podCidr = "";
  // only the monitor's thread uses these
  private String sentPodCidr = "";
  private Instant imagesAt = Instant.EPOCH;
  private String lastFault = "";

  public RuntimeMonitor(CriRuntime runtime, CriImages images, Time time) {
    this.runtime = runtime;
    this.images = images;
    this.time = time;
    facts = new AtomicReference<>(RuntimeFacts.unknown(time.instant()));
    thread = new Background("runtime-monitor", time, this::run);
  }

  /**
   * Starts the monitor.
   *
   * @param changed runs when an answer of the runtime changes its readiness; must not block. {@link
   *     #worseAt} tells when a limit changes the readiness without an answer
   */
  public void start(Runnable changed) {
    onChange = changed;
    thread.start();
  }

  /** The runtime's health now. */
  public RuntimeHealth health() {
    return RuntimeHealth.of(facts.get(), time.instant());
  }

  /** When the health becomes worse unless the runtime answers before. */
  public Optional<Instant> worseAt() {
    return facts.get().worseAt(time.instant());
  }

  /**
   * The runtime's name and version, such as {@code containerd://1.6.20}; empty until it is known.
   */
  public String version() {
    return version;
  }

  /** The runtime's images, as last listed. */
  public List<Image> images() {
    return imageList;
  }

  @Override
  public Optional<String> notReady() {
    return Optional.of(health().message()).filter(why -> !why.isEmpty());
  }

  @Override
  public Optional<String> unresponsive() {
    var known = facts.get();
    var silence = Duration.between(known.answeredAt().orElse(known.since()), time.instant());
    return silence.compareTo(SILENCE) <= 0
        ? Optional.empty()
        : Optional.of(
            "container runtime is down: no answer for "
                + GoDuration.format(Duration.ofSeconds(silence.toSeconds())));
  }

  /** Records that the agent has listed all sandboxes and containers. */
  public void relisted() {
    var now = time.instant();
    update(now, known -> known.relisted(now));
  }

  private void update(Instant now, UnaryOperator<RuntimeFacts> change) {
    var before = RuntimeHealth.of(facts.getAndUpdate(change), now);
    var after = RuntimeHealth.of(facts.get(), now);
    if (before.ready() != after.ready() || before.known() != after.known()) {
      onChange.run();
    }
  }

  /**
   * Sets the pod CIDR to pass to the runtime; runtimes that write their CNI configuration need it.
   */
  public void setPodCidr(String cidr) {
    podCidr = cidr;
    lock.lock();
    try {
      podCidrSet.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() throws InterruptedException {
    while (true) {
      check();
      awaitNext();
    }
  }

  private void awaitNext() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (podCidr.equals(sentPodCidr)) {
        time.await(lock, podCidrSet, health().ready() ? PERIOD : PERIOD_WHILE_UNREADY);
      }
    } finally {
      lock.unlock();
    }
  }

  private void check() throws InterruptedException {
    try {
      sendPodCidr();
      var status = runtime.status(false).getStatus();
      readVersionAndImages();
      var now = time.instant();
      update(
          now,
          known ->
              known.answered(
                  now,
                  problem(status, "RuntimeReady", "container runtime not ready"),
                  problem(status, "NetworkReady", "container runtime network not ready")));
      answered();
    } catch (CriFault.Interrupted interrupted) {
      throw new InterruptedException();
    } catch (CriFault fault) {
      failed(fault);
    }
  }

  private void sendPodCidr() {
    var wanted = podCidr;
    if (!wanted.equals(sentPodCidr)) {
      runtime.updateRuntimeConfig(wanted);
      sentPodCidr = wanted;
    }
  }

  /** Why the runtime does not meet a condition that Kubernetes requires; empty when it does. */
  private static String problem(RuntimeStatus status, String type, String what) {
    return status.getConditionsList().stream()
        .filter(condition -> condition.getType().equals(type))
        .findFirst()
        .map(condition -> condition.getStatus() ? "" : what + ": " + text(condition))
        .orElse(what + ": <nil>");
  }

  private static String text(RuntimeCondition condition) {
    return "%s=%s reason:%s message:%s"
        .formatted(
            condition.getType(),
            condition.getStatus(),
            condition.getReason(),
            condition.getMessage());
  }

  private void readVersionAndImages() {
    if (version.isEmpty() || !lastFault.isEmpty()) {
      var answer = runtime.version();
      version = answer.getRuntimeName() + "://" + answer.getRuntimeVersion();
    }
    if (!time.instant().isBefore(imagesAt.plus(IMAGE_PERIOD))) {
      imageList = images.listImages();
      imagesAt = time.instant();
    }
  }

  /** Logs the first of several failures in a row. */
  private void failed(CriFault fault) {
    if (lastFault.isEmpty()) {
      LOG.warn("container runtime does not answer error=\"{}\"", fault.getMessage());
    }
    lastFault = fault.getMessage();
  }

  private void answered() {
    if (!lastFault.isEmpty()) {
      LOG.info("container runtime answers again version={}", version);
      lastFault = "";
    }
  }

  @Override
  public void close() {
    thread.close();
  }
}
