package dev.quarterdeck.cli.lab;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * The Service by which clusters know their DNS, named and labelled as the one of CoreDNS. It has no
 * pods behind it: its endpoints are the nodes whose agents answer.
 */
final class ClusterDnsService {

  private static final int DNS = 53;
  private static final int METRICS = 9153;

  private ClusterDnsService() {}

  /** Makes it, or makes it what it should be. */
  static void apply(KubernetesClient client, String clusterIp) {
    client.resource(service(clusterIp)).fieldManager("qd").forceConflicts().serverSideApply();
  }

  private static Service service(String clusterIp) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace("kube-system")
        .withName("kube-dns")
        .addToLabels("k8s-app", "kube-dns")
        .addToLabels("kubernetes.io/cluster-service", "true")
        .addToLabels("kubernetes.io/name", "CoreDNS")
        .addToLabels("quarterdeck.dev/cluster-dns", "agent")
        .addToAnnotations("prometheus.io/scrape", "true")
        .addToAnnotations("prometheus.io/port", Integer.toString(METRICS))
        .endMetadata()
        .withNewSpec()
        .withClusterIP(clusterIp)
        .withClusterIPs(clusterIp)
        .addNewPort()
        .withName("dns")
        .withProtocol("UDP")
        .withPort(DNS)
        .endPort()
        .addNewPort()
        .withName("dns-tcp")
        .withProtocol("TCP")
        .withPort(DNS)
        .endPort()
        .addNewPort()
        .withName("metrics")
        .withProtocol("TCP")
        .withPort(METRICS)
        .endPort()
        .endSpec()
        .build();
  }
}
