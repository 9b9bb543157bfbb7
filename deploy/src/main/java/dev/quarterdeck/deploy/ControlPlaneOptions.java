package dev.quarterdeck.deploy;

import dev.quarterdeck.apiserver.ApiServerConfig;
import dev.quarterdeck.apiserver.ApiServerConfig.KubeletCredentials;
import dev.quarterdeck.apiserver.audit.AuditLog;
import dev.quarterdeck.apiserver.discovery.ServerFacts;
import dev.quarterdeck.apiserver.request.Limits;
import dev.quarterdeck.apiserver.store.EtcdConfig;
import dev.quarterdeck.apiserver.store.EtcdStore;
import dev.quarterdeck.apiserver.store.MemoryStore;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.token.TokenIssuer;
import dev.quarterdeck.client.pki.CertificateAuthority;
import dev.quarterdeck.client.pki.KubeconfigFile;
import dev.quarterdeck.client.pki.ServiceAccountKey;
import dev.quarterdeck.controllers.ControllerSelection;
import dev.quarterdeck.controllers.ControllersConfig;
import dev.quarterdeck.controllers.nodelifecycle.NodeLifecycleController;
import dev.quarterdeck.model.net.Cidr;
import dev.quarterdeck.model.net.KubernetesService;
import dev.quarterdeck.model.time.GoDuration;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the control plane is told at its start, and the credentials it makes from that. */
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

  @Option(names = "--port", defaultValue = "6443", description = "HTTPS port (default: 6443).")
  int port;

  @Option(
      names = "--advertise-address",
      defaultValue = "127.0.0.1",
      description = "The address nodes reach this server under (default: 127.0.0.1).")
  String advertiseAddress;

  @Option(names = "--store", defaultValue = "etcd", description = "etcd or memory (default: etcd).")
  StoreKind store;

  @Mixin EtcdOptions etcd = new EtcdOptions();

  @Option(
      names = "--pki-dir",
      defaultValue = "/var/lib/quarterdeck/pki",
      description = "The cluster's authority and certificates; made at first start.")
  Path pkiDir;

  @Option(
      names = "--service-account-issuer",
      defaultValue = TokenIssuer.DEFAULT_NAME,
      description = "The issuer in ServiceAccount tokens, a URL.")
  String serviceAccountIssuer;

  @Option(names = "--kubeconfig", description = "Write the administrator's kubeconfig here.")
  Path kubeconfig;

  @Option(
      names = "--audit-log-path",
      description = "Append a line of JSON per request here (default: none are kept).")
  Path auditLog;

  @Option(names = "--cluster-name", defaultValue = "quarterdeck", description = "For kubeconfigs.")
  String clusterName;

  @Option(
      names = "--service-cidr",
      defaultValue = "10.96.0.0/16",
      converter = Block.class,
      description = "Service addresses.")
  Cidr serviceCidr;

  @Option(names = "--pod-cidr", defaultValue = "10.244.0.0/16", description = "Pod addresses.")
  String podCidr;

  @Option(
      names = "--node-monitor-grace-period",
      defaultValue = "50s",
      converter = Seconds.class,
      description = "Silence after which a node counts as unreachable (default: 50s).")
  Duration nodeMonitorGracePeriod;

  @Option(
      names = "--node-eviction-rate",
      defaultValue = "0.1",
      description = "Nodes per second that may be given up in a healthy zone (default: 0.1).")
  double nodeEvictionRate;

  @Option(
      names = "--components",
      split = ",",
      defaultValue = "scheduler,controllers",
      description =
          "What runs beside the API server (default: scheduler,controllers); \"none\" for nothing,"
              + " when others stand in.")
  List<String> components;

  @Option(
      names = "--controllers",
      split = ",",
      defaultValue = "*",
      converter = ControllerEntry.class,
      description =
          "Which controllers run, by their names in kube-controller-manager: \"*\" for all, \"foo\""
              + " for the one named foo, \"-foo\" for all but it (default: *).")
  List<String> controllers;

  @Option(
      names = "--leader-elect",
      arity = "0..1",
      defaultValue = "false",
      fallbackValue = "true",
      description =
          "Run scheduler and controllers only while holding the leases kube-scheduler and"
              + " kube-controller-manager, for several control planes on one etcd (default: false,"
              + " since one alone that was killed would wait up to 15s for its own old leases).")
  boolean leaderElect;

  private EtcdConfig etcdConfig;

  /** {@code *}, or a controller's name with or without {@code -} before it. */
  static final class ControllerEntry implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      try {
        ControllerSelection.of(List.of(text));
        return text;
      } catch (IllegalArgumentException e) {
        throw new CommandLine.TypeConversionException(e.getMessage());
      }
    }
  }

  /** As Kubernetes' options take them: {@code 50s}, {@code 1m30s}. */
  static final class Seconds implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        return GoDuration.parse(text);
      } catch (IllegalArgumentException e) {
        throw new CommandLine.TypeConversionException("write it like 50s or 2m, not " + text);
      }
    }
  }

  /** Such as {@code 10.96.0.0/16}. */
  static final class Block implements ITypeConverter<Cidr> {
    @Override
    public Cidr convert(String text) {
      return Cidr.find(text)
          .orElseThrow(
              () ->
                  new CommandLine.TypeConversionException(
                      "write it like 10.96.0.0/16, not " + text));
    }
  }

  Path componentKubeconfig(String component) {
    return pkiDir.resolve(component + ".kubeconfig");
  }

  /**
   * Makes the certificates and kubeconfigs that are missing.
   *
   * @throws IllegalArgumentException naming the option at fault
   */
  void prepare() throws IOException {
    if (store == StoreKind.etcd) {
      etcdConfig = etcd.config(pkiDir);
    }
    var authority =
        CertificateAuthority.openOrCreate(pkiDir, InstantSource.system(), new SecureRandom());
    authority.server(pkiDir, "apiserver", "kube-apiserver", serverNames());
    authority.client(
        pkiDir,
        "apiserver-kubelet-client",
        "kube-apiserver-kubelet-client",
        List.of("system:masters"));
    ServiceAccountKey.openOrCreate(pkiDir, new SecureRandom());
    writeKubeconfig(authority, "scheduler", "system:kube-scheduler");
    writeKubeconfig(authority, "controller-manager", "system:kube-controller-manager");
    if (kubeconfig != null) {
      KubeconfigFile.write(
          kubeconfig,
          "https://127.0.0.1:" + port,
          clusterName,
          clusterName + "-admin",
          authority.certificatePem(),
          authority.client(pkiDir, "admin", "kubernetes-admin", List.of("system:masters")));
    }
  }

  /** How to listen: TLS that asks for a client certificate and takes those who bring a token. */
  HttpServerOptions httpOptions() {
    return new HttpServerOptions()
        .setHost("0.0.0.0")
        .setSsl(true)
        .setUseAlpn(true)
        .setClientAuth(ClientAuth.REQUEST)
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .addCertPath(pkiDir.resolve("apiserver.crt").toString())
                .addKeyPath(pkiDir.resolve("apiserver.key").toString()))
        .setTrustOptions(new PemTrustOptions().addCertPath(pkiDir.resolve("ca.crt").toString()));
  }

  /** Opens the store; the caller closes it. */
  Store openStore(MeterRegistry meters) {
    return switch (store) {
      case memory -> new MemoryStore();
      case etcd -> EtcdStore.open(etcdConfig, meters);
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
        Optional.of(
            new KubeletCredentials(
                Files.readAllBytes(pkiDir.resolve("apiserver-kubelet-client.crt")),
                Files.readAllBytes(pkiDir.resolve("apiserver-kubelet-client.key")),
                Files.readAllBytes(pkiDir.resolve("ca.crt")))),
        List.of(),
        Limits.DEFAULT,
        TokenIssuer.of(
            serviceAccountIssuer, ServiceAccountKey.openOrCreate(pkiDir, new SecureRandom())),
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
        .withClusterCidrs(List.of(podCidr))
        .withCaPem(Files.readString(pkiDir.resolve("ca.crt")));
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

  private void writeKubeconfig(CertificateAuthority authority, String component, String user)
      throws IOException {
    KubeconfigFile.write(
        componentKubeconfig(component),
        "https://127.0.0.1:" + port,
        clusterName,
        user,
        authority.certificatePem(),
        authority.client(pkiDir, component, user, List.of()));
  }
}
