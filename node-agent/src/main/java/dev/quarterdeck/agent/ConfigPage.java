package dev.quarterdeck.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.agent.image.Images;
import dev.quarterdeck.agent.register.NodeRegistrar;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.time.GoDuration;
import java.time.Duration;
import java.util.Collection;

/**
 * Writes the agent's configuration for {@code /configz} in the kubelet's form: a {@code
 * KubeletConfiguration} (kubelet.config.k8s.io/v1beta1) with the fields that have a meaning here.
 */
final class ConfigPage {

  // The kubelet has these as settings; here they are fixed.
  static final String LOG_SIZE = "10Mi";
  static final int LOG_FILES = 5;

  private ConfigPage() {}

  static byte[] of(AgentConfig config) {
    var page = Json.object();
    page.set("kubeletconfig", kubelet(config));
    return Json.write(page);
  }

  private static ObjectNode kubelet(AgentConfig config) {
    var kubelet =
        Json.object()
            .put("kind", "KubeletConfiguration")
            .put("apiVersion", "kubelet.config.k8s.io/v1beta1")
            .put("enableServer", config.server().isPresent())
            .put("syncFrequency", "1m0s");
    config.server().ifPresent(tls -> server(kubelet, config, tls));
    node(kubelet, config);
    pods(kubelet, config);
    return kubelet;
  }

  private static void server(ObjectNode kubelet, AgentConfig config, AgentConfig.Tls tls) {
    kubelet
        .put("address", "0.0.0.0")
        .put("port", config.node().port())
        .put("tlsCertFile", tls.certificate().toString())
        .put("tlsPrivateKeyFile", tls.key().toString());
    var authentication = kubelet.putObject("authentication");
    authentication.putObject("x509").put("clientCAFile", tls.clientCa().toString());
    authentication.putObject("webhook").put("enabled", false);
    authentication.putObject("anonymous").put("enabled", false);
  }

  private static void node(ObjectNode kubelet, AgentConfig config) {
    var node = config.node();
    kubelet
        .put("registerNode", true)
        .put("nodeStatusUpdateFrequency", text(node.statusPeriod()))
        .put("nodeStatusReportFrequency", text(node.statusReport()))
        .put("nodeLeaseDurationSeconds", node.leaseSeconds())
        .put("nodeStatusMaxImages", NodeRegistrar.MAX_IMAGES)
        .put("maxPods", node.maxPods());
    var taints = kubelet.putArray("registerWithTaints");
    for (var taint : node.taints()) {
      taints
          .addObject()
          .put("key", taint.getKey())
          .put("value", taint.getValue())
          .put("effect", taint.getEffect());
    }
  }

  private static void pods(ObjectNode kubelet, AgentConfig config) {
    kubelet
        .put("clusterDomain", config.clusterDomain())
        .put("resolvConf", config.resolvConf().toString())
        .put("cgroupRoot", config.cgroupRoot())
        .put("cgroupsPerQOS", true)
        .put("cgroupDriver", "cgroupfs")
        .put("containerRuntimeEndpoint", config.runtimeEndpoint())
        .put("podLogsDir", config.podLogsDir().toString())
        .put("containerLogMaxSize", LOG_SIZE)
        .put("containerLogMaxFiles", LOG_FILES)
        .put("configMapAndSecretChangeDetectionStrategy", "Watch")
        .put("serializeImagePulls", false)
        .put("maxParallelImagePulls", Images.PARALLEL_PULLS);
    texts(kubelet, "clusterDNS", config.clusterDns());
    texts(kubelet, "allowedUnsafeSysctls", config.allowedUnsafeSysctls());
  }

  private static void texts(ObjectNode kubelet, String field, Collection<String> texts) {
    var array = kubelet.putArray(field);
    texts.forEach(array::add);
  }

  private static String text(Duration duration) {
    return GoDuration.format(duration);
  }
}
