package dev.quarterdeck.apiserver.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiPathTest {

  static Stream<Arguments> paths() {
    return Stream.of(
        path("/api/v1/pods", "v1/pods", "", "", "", ""),
        path("/api/v1/pods/", "v1/pods", "", "", "", ""),
        path("/api/v1/namespaces/a/pods", "v1/pods", "a", "", "", ""),
        path("/api/v1/namespaces/a/pods/b", "v1/pods", "a", "b", "", ""),
        path("/api/v1/namespaces/a/pods/b/log", "v1/pods", "a", "b", "log", ""),
        path("/api/v1/namespaces/a", "v1/namespaces", "", "a", "", ""),
        path("/api/v1/namespaces/a/status", "v1/namespaces", "", "a", "status", ""),
        path("/api/v1/namespaces/a/finalize", "v1/namespaces", "", "a", "finalize", ""),
        path("/api/v1/namespaces/a/events", "v1/events", "a", "", "", ""),
        path("/api/v1/nodes/n/proxy/x/y", "v1/nodes", "", "n", "proxy", "/x/y"),
        path("/apis/apps/v1/deployments", "apps/v1/deployments", "", "", "", ""),
        path(
            "/apis/apps/v1/namespaces/a/deployments/b/scale",
            "apps/v1/deployments",
            "a",
            "b",
            "scale",
            ""),
        path("/api/v1/namespaces/a/pods/b%2Bc", "v1/pods", "a", "b+c", "", ""),
        path("/api/v1/namespaces/a/pods/b+c", "v1/pods", "a", "b+c", "", ""));
  }

  private static Arguments path(
      String path, String resource, String namespace, String name, String sub, String rest) {
    return Arguments.of(path, resource, namespace, name, sub, rest);
  }

  @ParameterizedTest
  @MethodSource("paths")
  void isTakenApart(
      String path, String resource, String namespace, String name, String sub, String rest) {
    var parsed = ApiPath.parse(path).orElseThrow();
    var gvr = parsed.resource();
    assertThat(gvr.apiVersion() + "/" + gvr.resource()).isEqualTo(resource);
    assertThat(parsed.namespace()).isEqualTo(namespace);
    assertThat(parsed.name()).isEqualTo(name);
    assertThat(parsed.subresource()).isEqualTo(sub);
    assertThat(parsed.rest()).isEqualTo(rest);
    assertThat(parsed.watch()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/api", "/api/v1", "/api/v1/", "/apis", "/apis/apps/v1", "/version"})
  void mayNameNoResource(String path) {
    assertThat(ApiPath.parse(path)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"/api/v1/watch/pods,", "/api/v1/watch/namespaces/a/pods,a"})
  void mayBeOfTheOldWatchForm(String path, String namespace) {
    var parsed = ApiPath.parse(path).orElseThrow();
    assertThat(parsed.watch()).isTrue();
    assertThat(parsed.resource().resource()).isEqualTo("pods");
    assertThat(parsed.namespace()).isEqualTo(namespace == null ? "" : namespace);
  }
}
