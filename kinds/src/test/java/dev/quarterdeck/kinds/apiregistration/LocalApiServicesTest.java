package dev.quarterdeck.kinds.apiregistration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kinds.Kind;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.Trees;
import dev.quarterdeck.kinds.apiregistration.LocalApiServices.Action;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each version of each group has its APIService while it is served. */
class LocalApiServicesTest {

  private static ResourceType served(String group, String version) {
    var apiVersion = group.isEmpty() ? version : group + "/" + version;
    return Kind.cluster(apiVersion, "things", "Thing").type();
  }

  @Test
  void whatIsServedIsRegistered() {
    var types =
        List.of(
            served("", "v1"),
            served("autoscaling", "v2"),
            served("apiregistration.k8s.io", "v1"),
            served("example.com", "v1beta1"));
    assertThat(LocalApiServices.plan(types, List.of()))
        .extracting(Object::toString)
        .satisfiesExactly(
            core -> assertThat(core).contains("\"v1.\"", "18000", "onstart"),
            scaling -> assertThat(scaling).contains("v2.autoscaling", "17500", ":30"),
            custom -> assertThat(custom).contains("v1beta1.example.com", ":1000", "\"true\""));
  }

  @Test
  void whatIsThereStaysAndWhatIsNoLongerServedGoes() {
    var existing =
        List.of(
            Trees.yaml("metadata: {name: v1.}"),
            Trees.yaml("metadata: {name: v1.remote.example.com}"),
            Trees.yaml(
                "metadata: {name: v1.gone.example.com, labels:"
                    + " {kube-aggregator.kubernetes.io/automanaged: 'true'}}"));
    assertThat(LocalApiServices.plan(List.of(served("", "v1")), existing))
        .containsExactly(new Action.Delete("v1.gone.example.com"));
  }
}
