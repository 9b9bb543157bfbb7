package dev.quarterdeck.agent.register;

import dev.quarterdeck.client.background.Background;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the node's Lease in {@code kube-node-lease}, by which the node lifecycle controller sees
 * that the node is alive.
 */
final class NodeLease implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NodeLease.class);
  private static final String NAMESPACE = "kube-node-lease";
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final KubernetesClient client;
  private final NodeSpec spec;
  private final Supplier<String> nodeUid;
  private final Time time;
  private final Background thread;
  private final Outage outage =
      new Outage(LOG, "node lease not renewed", "node lease renewed again");
  private Lease held;

  /**
   * @param nodeUid the UID of the registered Node, which owns the Lease
   */
  NodeLease(KubernetesClient client, NodeSpec spec, Supplier<String> nodeUid, Time time) {
    this.client = client;
    this.spec = spec;
    this.nodeUid = nodeUid;
    this.time = time;
    thread = new Background("node-lease", time, this::run);
  }

  void start() {
    thread.start();
  }

  private void run() throws InterruptedException {
    while (true) {
      var renewed = renew();
      time.sleep(renewed || RETRY.compareTo(spec.leaseRenewal()) > 0 ? spec.leaseRenewal() : RETRY);
    }
  }

  private boolean renew() {
    try {
      held = held == null ? take() : client.resource(renewed(held)).lockResourceVersion().update();
      outage.over();
      return true;
    } catch (KubernetesClientException e) {
      held = null; // someone else wrote it, or it is gone: read before the next write
      outage.failed(e);
      return false;
    } catch (RuntimeException e) {
      held = null;
      LOG.error("node lease not renewed node={}", spec.name(), e);
      return false;
    }
  }

  private Lease take() {
    var existing = client.leases().inNamespace(NAMESPACE).withName(spec.name()).get();
    return existing != null
        ? client.resource(renewed(existing)).lockResourceVersion().update()
        : client.resource(renewed(fresh())).create();
  }

  private Lease fresh() {
    return new LeaseBuilder()
        .withNewMetadata()
        .withNamespace(NAMESPACE)
        .withName(spec.name())
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .build();
  }

  private Lease renewed(Lease lease) {
    var now = time.instant().truncatedTo(ChronoUnit.MICROS).atZone(ZoneOffset.UTC);
    return new LeaseBuilder(lease)
        .editMetadata()
        .withOwnerReferences(
            new OwnerReferenceBuilder()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(spec.name())
                .withUid(nodeUid.get())
                .build())
        .endMetadata()
        .editSpec()
        .withHolderIdentity(spec.name())
        .withLeaseDurationSeconds(spec.leaseSeconds())
        .withRenewTime(now)
        .endSpec()
        .build();
  }

  @Override
  public void close() {
    thread.close();
  }
}
