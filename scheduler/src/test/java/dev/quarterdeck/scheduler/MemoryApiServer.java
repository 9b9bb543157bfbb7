package dev.quarterdeck.scheduler;

import dev.quarterdeck.apiserver.DevServer;
import dev.quarterdeck.client.ApiClient;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/** The real API server on plain HTTP and memory; everybody is an administrator. */
final class MemoryApiServer implements AutoCloseable {

  private final DevServer server = DevServer.start();

  KubernetesClient client() {
    var config = new ConfigBuilder(Config.empty()).withMasterUrl(server.url()).build();
    return ApiClient.connect(config, "test");
  }

  @Override
  public void close() {
    server.close();
  }
}
