package dev.quarterdeck.controllers.serviceaccount;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controllers.serviceaccount.ServiceAccountPlan.Action;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceAccountPlanTest {

  private static final Namespace ROOMS =
      new NamespaceBuilder().withNewMetadata().withName("rooms").endMetadata().build();

  private static List<Action> next(
      Optional<ServiceAccount> account, Optional<ConfigMap> map, String ca) {
    return ServiceAccountPlan.next(ROOMS, account, map, ca);
  }

  @Test
  void furnishesANewNamespace() {
    assertThat(next(Optional.empty(), Optional.empty(), "PEM"))
        .satisfiesExactly(
            a -> assertThat(a).isInstanceOf(Action.CreateAccount.class),
            a ->
                assertThat(((Action.CreateConfigMap) a).configMap().getData())
                    .containsEntry("ca.crt", "PEM"));
    assertThat(next(Optional.empty(), Optional.empty(), "")).hasSize(1);
  }

  @Test
  void mendsOnlyWhatDiffers() {
    var map = new ConfigMap();
    map.setData(Map.of("ca.crt", "OLD"));
    var account = Optional.of(new ServiceAccount());
    assertThat(next(account, Optional.of(map), "PEM"))
        .containsExactly(new Action.SetData(map, Map.of("ca.crt", "PEM")));
    map.setData(Map.of("ca.crt", "PEM"));
    assertThat(next(account, Optional.of(map), "PEM")).isEmpty();
  }

  @Test
  void leavesANamespaceThatGoesAlone() {
    var going =
        new NamespaceBuilder(ROOMS)
            .editMetadata()
            .withDeletionTimestamp("2026-01-01T00:00:00Z")
            .endMetadata()
            .build();
    assertThat(ServiceAccountPlan.next(going, Optional.empty(), Optional.empty(), "PEM")).isEmpty();
  }
}
