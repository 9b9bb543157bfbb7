package dev.quarterdeck.controllers.serviceaccount;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controllers.namespace.Namespaces;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceAccountPlanTest {

  private static final Namespace ROOMS = Namespaces.active("rooms");

  @Test
  void createsTheAccountThatIsMissing() {
    assertThat(ServiceAccountPlan.next(ROOMS, Optional.empty()))
        .hasValueSatisfying(
            account -> {
              assertThat(account.getMetadata().getNamespace()).isEqualTo("rooms");
              assertThat(account.getMetadata().getName()).isEqualTo("default");
            });
    assertThat(ServiceAccountPlan.next(ROOMS, Optional.of(new ServiceAccount()))).isEmpty();
  }

  @Test
  void createsNothingInANamespaceThatIsBeingDeleted() {
    var going = Namespaces.terminating("rooms");
    assertThat(ServiceAccountPlan.next(going, Optional.empty())).isEmpty();
  }
}
