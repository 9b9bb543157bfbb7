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
 * Asks the container runtime for its state again and again, on a thread of its own: whoever needs
 * to know never waits for a runtime that hangs. It also hands the runtime the node's pod CIDR.
 */
public final class RuntimeMonitor implements HealthReport, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RuntimeMonitor.class);
  // The kubelet's.
  private static final Duration PERIOD = Duration.ofSeconds(5);
  private static final Duration PERIOD_WHILE_UNREADY = Duration.ofMillis(250);
  private static final Duration IMAGE_PERIOD = Duration.ofSeconds(10);
  // A period and the time that a healthy runtime may take at most.
  private static final Duration SILENCE = Duration.ofSeconds(15);

  private final CriRuntime runtime;
  private final CriImages images;
  private final Time time;
  private final Background thread;
  private final AtomicReference<RuntimeFacts> facts;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition asked = lock.newCondition();
  private volatile Runnable onChange = () -> {};
  private volatile String version = "";
  private volatile List<Image> imageList = List.of();
  private volatile String podCidr = "";
  // used by the monitor's thread alone
  private String toldPodCidr = "";
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
   * Begins to look.
   *
   * @param changed told when the runtime becomes ready or ceases to be by its own word; must not
   *     block. Of what time alone changes {@link #worseAt} tells
   */
  public void start(Runnable changed) {
    onChange = changed;
    thread.start();
  }

  public RuntimeHealth health() {
    return RuntimeHealth.of(facts.get(), time.instant());
  }

  /** When the health gets worse unless the runtime answers before. */
  public Optional<Instant> worseAt() {
    return facts.get().worseAt(time.instant());
  }

  /**
   * The runtime's name and version, such as {@code containerd://1.6.20}; empty until it is known.
   */
  public String version() {
    return version;
  }

  /** The images that the runtime has, as last listed. */
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

  /** All sandboxes and containers were listed. */
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

  /** The runtime is to know the node's pod CIDR; those that write their own CNI files need it. */
  public void podCidr(String cidr) {
    podCidr = cidr;
    lock.lock();
    try {
      asked.signalAll();
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
      if (podCidr.equals(toldPodCidr)) {
        time.await(lock, asked, health().ready() ? PERIOD : PERIOD_WHILE_UNREADY);
      }
    } finally {
      lock.unlock();
    }
  }

  private void check() throws InterruptedException {
    try {
      tellPodCidr();
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

  private void tellPodCidr() {
    var wanted = podCidr;
    if (!wanted.equals(toldPodCidr)) {
      runtime.updateRuntimeConfig(wanted);
      toldPodCidr = wanted;
    }
  }

  /** What the runtime says about one of the conditions that Kubernetes requires. */
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

  /** Logs the begin and the end of a time without answers, not each failure. */
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
