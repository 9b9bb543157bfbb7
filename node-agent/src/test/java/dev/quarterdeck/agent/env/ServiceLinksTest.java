package dev.quarterdeck.agent.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceLinksTest {

  private static Service service(String namespace, String name, String ip, ServicePort... ports) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withClusterIP(ip)
        .withPorts(ports)
        .endSpec()
        .build();
  }

  private static ServicePort port(String name, int port, String protocol) {
    return new ServicePortBuilder().withName(name).withPort(port).withProtocol(protocol).build();
  }

  private static final Service API =
      service("default", "kubernetes", "10.96.0.1", port("https", 443, "TCP"));

  @Test
  void aServiceGivesBothFamiliesOfVariables() {
    var web =
        service("shop", "web-app", "10.96.0.7", port("http", 80, null), port("dns-u", 53, "UDP"));
    assertThat(ServiceLinks.of(List.of(web), "shop", true))
        .containsOnly(
            entry("WEB_APP_SERVICE_HOST", "10.96.0.7"),
            entry("WEB_APP_SERVICE_PORT", "80"),
            entry("WEB_APP_SERVICE_PORT_HTTP", "80"),
            entry("WEB_APP_SERVICE_PORT_DNS_U", "53"),
            entry("WEB_APP_PORT", "tcp://10.96.0.7:80"),
            entry("WEB_APP_PORT_80_TCP", "tcp://10.96.0.7:80"),
            entry("WEB_APP_PORT_80_TCP_PROTO", "tcp"),
            entry("WEB_APP_PORT_80_TCP_PORT", "80"),
            entry("WEB_APP_PORT_80_TCP_ADDR", "10.96.0.7"),
            entry("WEB_APP_PORT_53_UDP", "udp://10.96.0.7:53"),
            entry("WEB_APP_PORT_53_UDP_PROTO", "udp"),
            entry("WEB_APP_PORT_53_UDP_PORT", "53"),
            entry("WEB_APP_PORT_53_UDP_ADDR", "10.96.0.7"));
  }

  @Test
  void onlyOwnNamespaceAndTheApiServerWithoutHeadless() {
    var services =
        List.of(
            API,
            service("other", "far", "10.96.0.8", port(null, 1, "TCP")),
            service("shop", "headless", "None", port(null, 1, "TCP")),
            service("shop", "near", "10.96.0.9", port(null, 1, "TCP")));
    assertThat(ServiceLinks.of(services, "shop", true))
        .containsKeys("KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT", "NEAR_SERVICE_HOST")
        .doesNotContainKeys("FAR_SERVICE_HOST", "HEADLESS_SERVICE_HOST");
    assertThat(ServiceLinks.of(services, "shop", false))
        .containsEntry("KUBERNETES_SERVICE_HOST", "10.96.0.1")
        .doesNotContainKey("NEAR_SERVICE_HOST");
  }

  @Test
  void anOwnServiceNamedKubernetesComesFirst() {
    var own = service("shop", "kubernetes", "10.96.0.99", port(null, 1, "TCP"));
    assertThat(ServiceLinks.of(List.of(own, API), "shop", true))
        .containsEntry("KUBERNETES_SERVICE_HOST", "10.96.0.99");
  }
}
