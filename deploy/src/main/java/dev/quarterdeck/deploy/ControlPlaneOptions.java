package dev.quarterdeck.deploy;

import dev.quarterdeck.apiserver.ApiServerConfig;
import dev.quarterdeck.apiserver.audit.AuditLog;
import dev.quarterdeck.apiserver.discovery.ServerFacts;
import dev.quarterdeck.apiserver.request.Limits;
import dev.quarterdeck.apiserver.store.EtcdConfig;
import dev.quarterdeck.apiserver.store.EtcdStore;
import dev.quarterdeck.apiserver.store.MemoryStore;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.token.TokenIssuer;
import dev.quarterdeck.controllers.ControllerSelection;
import dev.quarterdeck.controllers.ControllersConfig;
import dev.quarterdeck.controllers.nodelifecycle.NodeLifecycleController;
import dev.quarterdeck.model.net.Cidr;
import dev.quarterdeck.model.net.KubernetesService;
import dev.quarterdeck.model.time.Time;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command line of the control plane, and the configurations that follow from it. */
@Command(
    name = "control-plane",
    mixinStandardHelpOptions = true,
    version = "Quarterdeck 0.1.0",
    description = "API server, scheduler and controllers in one process.")
final class ControlPlaneOptions {

  private static final String VERSION = "v1.36.0+quarterdeck.0.1.0";

  /** Where objects are kept. */
  enum StoreKind {
    etcd,
    memory
  }

  @Option(
      names = "--port",
      defaultValue = "6443",
      description = "HTTPS port (default: ${DEFAULT-VALUE}).")
  int port;

  @Option(
      names = "--advertise-address",
      defaultValue = "127.0.0.1",
      description = "The address nodes reach this server under (default: ${DEFAULT-VALUE}).")
  String advertiseAddress;

  @Option(
      names = "--store",
      defaultValue = "etcd",
      description = "etcd or memory (default: ${DEFAULT-VALUE}).")
  StoreKind store;

  @Mixin EtcdOptions etcd = new EtcdOptions();

  @Option(
      names = "--pki-dir",
      defaultValue = "/var/lib/quarterdeck/pki",
      description =
          "The cluster's authority and certificates, made at first start (default:"
              + " ${DEFAULT-VALUE}).")
  Path pkiDir;

  @Option(
      names = "--service-account-issuer",
      defaultValue = TokenIssuer.DEFAULT_NAME,
      description = "The issuer in ServiceAccount tokens, a URL (default: ${DEFAULT-VALUE}).")
  String serviceAccountIssuer;

  @Option(names = "--kubeconfig", description = "Write the administrator's kubeconfig here.")
  Path kubeconfig;

  @Option(
      names = "--audit-log-path",
      description = "Append a line of JSON per request here (default: none are kept).")
  Path auditLog;

  @Option(
      names = "--disable-admission-plugins",
      split = ",",
      description = "Admission plugins that are not asked, such as ServiceAccount (default: none).")
  Set<String> disabledAdmission = Set.of();

  @Option(
      names = "--cluster-name",
      defaultValue = "quarterdeck",
      description = "The cluster's name in kubeconfigs (default: ${DEFAULT-VALUE}).")
  String clusterName;

  @Option(
      names = "--service-cidr",
      defaultValue = "10.96.0.0/16",
      converter = OptionTypes.Cidrs.class,
      description = "Addresses of Services (default: ${DEFAULT-VALUE}).")
  Cidr serviceCidr;

  @Option(
      names = "--pod-cidr",
      defaultValue = "10.244.0.0/16",
      converter = OptionTypes.Cidrs.class,
      description = "Addresses of pods (default: ${DEFAULT-VALUE}).")
  Cidr podCidr;

  @Option(
      names = "--node-monitor-grace-period",
      defaultValue = "50s",
      converter = OptionTypes.GoDurations.class,
      description = "Silence after which a node counts as unreachable (default: ${DEFAULT-VALUE}).")
  Duration nodeMonitorGracePeriod;

  @Option(
      names = "--node-eviction-rate",
      defaultValue = "0.1",
      description =
          "Nodes per second that may be given up in a healthy zone (default: ${DEFAULT-VALUE}).")
  double nodeEvictionRate;

  @Option(
      names = "--components",
      split = ",",
      defaultValue = "scheduler,controllers",
      description =
          "What runs beside the API server (default: ${DEFAULT-VALUE}); \"none\" for nothing,"
              + " when others stand in.")
  List<String> components;

  @Option(
      names = "--controllers",
      split = ",",
      defaultValue = "*",
      converter = OptionTypes.ControllerEntry.class,
      description =
          "Which controllers run, by their names in kube-controller-manager: \"*\" for all, \"foo\""
              + " for the one named foo, \"-foo\" for all but it (default: ${DEFAULT-VALUE}).")
  List<String> controllers;

  @Option(
      names = "--leader-elect",
      arity = "0..1",
      defaultValue = "false",
      fallbackValue = "true",
      description =
          "Run scheduler and controllers only while holding the leases kube-scheduler and"
              + " kube-controller-manager, for several control planes on one etcd (default:"
              + " ${DEFAULT-VALUE}, since one alone that was killed would wait up to 15s for its"
              + " own old leases).")
  boolean leaderElect;

  /** Null where this machine's network is left alone. */
  @ArgGroup(exclusive = false)
  MachineNetworkOptions machineNetwork;

  private EtcdConfig etcdConfig;

  /** The certificates, keys and kubeconfigs in --pki-dir. */
  ControlPlaneCredentials credentials() {
    return new ControlPlaneCredentials(pkiDir, "https://127.0.0.1:" + port, clusterName);
  }

  /**
   * Creates the certificates and kubeconfigs that are missing.
   *
   * @throws IllegalArgumentException naming the option at fault
   */
  void prepare() throws IOException {
    if (store == StoreKind.etcd) {
      etcdConfig = etcd.config(pkiDir);
    }
    credentials().create(serverNames());
    if (machineNetwork != null) {
      credentials().writeComponent("kube-proxy", MachineNetworkOptions.USER);
    }
    if (kubeconfig != null) {
      credentials().writeAdministrator(kubeconfig);
    }
  }

  /** How to listen: TLS that asks for a client certificate and takes those who bring a token. */
  HttpServerOptions httpOptions() {
    return new HttpServerOptions()
        .setHost("0.0.0.0")
        .setSsl(true)
        .setUseAlpn(true)
        .setClientAuth(ClientAuth.REQUEST)
        .setKeyCertOptions(credentials().serverCertificate())
        .setTrustOptions(credentials().clientAuthority());
  }

  /** Opens the store; the caller closes it. */
  Store openStore(MeterRegistry meters) {
    return switch (store) {
      case memory -> new MemoryStore();
      case etcd -> EtcdStore.open(etcdConfig, meters, Time.system());
    };
  }

  /**
   * @param metrics what {@code /metrics} answers
   */
  ApiServerConfig apiServerConfig(Supplier<String> metrics) throws IOException {
    return new ApiServerConfig(
        new ServerFacts(advertiseAddress + ":" + port, VERSION, "", "2026-01-01T00:00:00Z"),
        advertiseAddress,
        port,
        serviceCidr.masked().toString(),
        Optional.of(credentials().kubelet()),
        List.of(),
        Limits.DEFAULT,
        disabledAdmission,
        TokenIssuer.of(serviceAccountIssuer, credentials().serviceAccountKey()),
        auditLog == null ? AuditLog.NONE : AuditLog.to(auditLog),
        metrics);
  }

  /**
   * Node deaths are looked for a few times per grace period, and never less than Kubernetes does.
   */
  ControllersConfig controllersConfig() throws IOException {
    var usual = NodeLifecycleController.Times.DEFAULT;
    var quarter = nodeMonitorGracePeriod.dividedBy(4);
    var period = quarter.compareTo(usual.monitorPeriod()) < 0 ? quarter : usual.monitorPeriod();
    return ControllersConfig.DEFAULT
        .withSelection(ControllerSelection.of(controllers))
        .withNodes(
            new NodeLifecycleController.Times(
                period, nodeMonitorGracePeriod, usual.startupGrace(), nodeEvictionRate))
        .withClusterCidrs(List.of(podCidr.toString()))
        .withCaPem(credentials().authorityPem());
  }

  /** The names and addresses in the API server's certificate. */
  List<String> serverNames() {
    return Stream.of(
            "kubernetes",
            "kubernetes.default",
            "kubernetes.default.svc",
            "kubernetes.default.svc.cluster.local",
            "localhost",
            "127.0.0.1",
            KubernetesService.address(serviceCidr).toString(),
            advertiseAddress)
        .distinct()
        .toList();
  }
}
