package dev.quarterdeck.controllers;

import dev.quarterdeck.client.election.LeaderElection;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * All controllers in one process, as kube-controller-manager runs them. They are ordinary API
 * clients: the server may be this repository's or Kubernetes'.
 */
public final class Controllers implements AutoCloseable {

  private static final ObjectKey LEASE = new ObjectKey("kube-system", "kube-controller-manager");

  private final KubernetesClient client;
  private final MeterRegistry meters;
  private final ControllersConfig config;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private Optional<LeaderElection> election = Optional.empty();
  private Optional<ControllerSet> running = Optional.empty();

  /** With the system's clock. */
  public Controllers(KubernetesClient client, MeterRegistry meters, ControllersConfig config) {
    this(client, meters, config, InstantSource.system());
  }

  /**
   * @param client with the rights of system:kube-controller-manager; stays open when this is closed
   */
  public Controllers(
      KubernetesClient client,
      MeterRegistry meters,
      ControllersConfig config,
      InstantSource clock) {
    this.client = client;
    this.meters = meters;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Starts, or begins to stand for election; returns at once. The server need not be up yet.
   *
   * @return this
   */
  public Controllers start() {
    if (config.election().isEmpty()) {
      begin();
      return this;
    }
    var candidate =
        new LeaderElection.Candidate() {
          @Override
          public void startLeading() {
            begin();
          }

          @Override
          public void stopLeading() {
            end();
          }
        };
    election =
        Optional.of(
            new LeaderElection(
                    client,
                    LEASE,
                    config.election().get(),
                    LeaderElection.Timing.DEFAULT,
                    clock,
                    candidate)
                .start());
    return this;
  }

  /** Whether this process is the one at work and knows the state of the cluster. */
  public boolean isWorking() {
    lock.lock();
    try {
      return running.map(ControllerSet::isWorking).orElse(false);
    } finally {
      lock.unlock();
    }
  }

  /** Stops promptly; a leader frees its lease. */
  @Override
  public void close() {
    election.ifPresent(LeaderElection::close);
    end();
  }

  private void begin() {
    lock.lock();
    try {
      if (running.isEmpty()) {
        running = Optional.of(new ControllerSet(client, meters, config, clock).start());
      }
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      running.ifPresent(ControllerSet::close);
      running = Optional.empty();
    } finally {
      lock.unlock();
    }
  }
}
