package dev.quarterdeck.controllers;

import dev.quarterdeck.client.background.Background;
import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.controllers.deployment.DeploymentController;
import dev.quarterdeck.controllers.endpointslice.EndpointSliceController;
import dev.quarterdeck.controllers.garbagecollector.GarbageCollector;
import dev.quarterdeck.controllers.namespace.NamespaceController;
import dev.quarterdeck.controllers.nodeipam.NodeIpamController;
import dev.quarterdeck.controllers.nodelifecycle.NodeLifecycleController;
import dev.quarterdeck.controllers.podgc.PodGcController;
import dev.quarterdeck.controllers.replicaset.ReplicaSetController;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.Controller;
import dev.quarterdeck.controllers.runtime.Mirrors;
import dev.quarterdeck.controllers.runtime.Workshop;
import dev.quarterdeck.controllers.serviceaccount.ServiceAccountController;
import dev.quarterdeck.controllers.tainteviction.TaintEvictionController;
import dev.quarterdeck.controllers.volumeprotection.ClaimProtectionController;
import dev.quarterdeck.controllers.volumeprotection.VolumeProtectionController;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All controllers in one process, as kube-controller-manager runs them: the parts list. They are
 * ordinary API clients: the server may be this repository's or Kubernetes'.
 */
public final class Controllers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Controllers.class);
  private static final Duration SYNC_LIMIT = Duration.ofSeconds(10);

  private final Mirrors mirrors;
  private final List<EventRecorder> recorders = new ArrayList<>();
  private final List<Controller> controllers;
  private final Background starter;
  private volatile boolean started;
  private volatile boolean working;

  /** By the system's time. */
  public Controllers(KubernetesClient client, MeterRegistry meters, ControllersConfig config) {
    this(client, meters, config, Time.system());
  }

  /**
   * @param client with the rights of system:kube-controller-manager; stays open when this is closed
   */
  public Controllers(
      KubernetesClient client, MeterRegistry meters, ControllersConfig config, Time time) {
    mirrors = new Mirrors(client, time);
    var workshop =
        new Workshop(
            new Api(client, time),
            mirrors,
            component ->
                recorder(
                    new EventRecorder(client, component, null, time, RandomGenerator.getDefault())),
            time,
            meters,
            config.workers());
    controllers = controllers(workshop, config);
    starter = new Background("controllers-start", time, this::startWhenSynced);
  }

  private static List<Controller> controllers(Workshop workshop, ControllersConfig config) {
    var controllers = new ArrayList<Controller>();
    controllers.add(new DeploymentController(workshop));
    controllers.add(new ReplicaSetController(workshop));
    controllers.add(new EndpointSliceController(workshop, config.endpointBatch()));
    controllers.add(new NamespaceController(workshop));
    controllers.add(new ServiceAccountController(workshop, config.caPem()));
    controllers.add(new GarbageCollector(workshop, config.rediscovery()));
    controllers.add(new NodeLifecycleController(workshop, config.nodes()));
    controllers.add(new TaintEvictionController(workshop));
    controllers.add(new PodGcController(workshop, config.podGc()));
    controllers.add(new ClaimProtectionController(workshop));
    controllers.add(new VolumeProtectionController(workshop));
    if (!config.clusterCidrs().isEmpty()) {
      controllers.add(
          new NodeIpamController(
              workshop, config.clusterCidrs(), config.nodeMaskIpv4(), config.nodeMaskIpv6()));
    }
    return List.copyOf(controllers);
  }

  private EventRecorder recorder(EventRecorder recorder) {
    recorders.add(recorder);
    return recorder;
  }

  /**
   * Starts; returns at once. The server need not be up yet.
   *
   * @return this
   */
  public Controllers start() {
    mirrors.start();
    starter.start();
    return this;
  }

  /** Deciding on half a picture would delete and create wrongly, so all wait for the whole one. */
  private void startWhenSynced() throws InterruptedException {
    while (!mirrors.awaitSynced(SYNC_LIMIT)) {
      LOG.info("waiting for the first lists");
    }
    started = true;
    controllers.forEach(Controller::start);
    working = true;
    LOG.info("controllers started names={}", controllers.stream().map(Controller::name).toList());
  }

  /** They know the state of the cluster and work. */
  public boolean isWorking() {
    return working;
  }

  /** Stops promptly. */
  @Override
  public void close() {
    working = false;
    starter.close();
    if (started) {
      controllers.forEach(Controller::close);
    }
    mirrors.close();
    recorders.forEach(EventRecorder::close);
  }
}
