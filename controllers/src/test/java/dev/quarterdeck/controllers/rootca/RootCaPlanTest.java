package dev.quarterdeck.controllers.rootca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controllers.namespace.Namespaces;
import dev.quarterdeck.controllers.rootca.RootCaPlan.Decision;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RootCaPlanTest {

  private static final Map<String, String> DATA = Map.of("ca.crt", "PEM");
  private static final Namespace ROOMS = Namespaces.active("rooms");

  private static Decision next(ConfigMap present) {
    return RootCaPlan.next(ROOMS, Optional.ofNullable(present), "PEM");
  }

  private static ConfigMap map(Map<String, String> data) {
    var map = new ConfigMap();
    map.setData(data);
    return map;
  }

  @Test
  void createsTheConfigMapThatIsMissing() {
    assertThat(next(null))
        .isInstanceOfSatisfying(
            Decision.Create.class,
            create -> {
              assertThat(create.configMap().getMetadata().getNamespace()).isEqualTo("rooms");
              assertThat(create.configMap().getData()).isEqualTo(DATA);
            });
  }

  @Test
  void restoresOnlyWhatDiffers() {
    var changed = map(Map.of("ca.crt", "OLD"));
    assertThat(next(changed)).isEqualTo(new Decision.Restore(changed, DATA));
    assertThat(next(map(DATA))).isEqualTo(new Decision.Keep());
  }

  @Test
  void leavesANamespaceAloneThatIsBeingDeleted() {
    var going = Namespaces.terminating("rooms");
    assertThat(RootCaPlan.next(going, Optional.empty(), "PEM")).isEqualTo(new Decision.Keep());
  }
}
