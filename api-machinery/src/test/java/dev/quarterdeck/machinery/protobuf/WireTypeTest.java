package dev.quarterdeck.machinery.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import org.junit.jupiter.api.Test;

class WireTypeTest {

  private final MessageTypes types = MessageTypes.shared();

  @Test
  void everyFactIsAboutAFieldThatExists() {
    var known = new HashSet<String>();
    for (var message : types.all()) {
      message
          .getFields()
          .forEach(field -> known.add(FieldFacts.shortName(message) + "." + field.getName()));
    }
    assertThat(known).containsAll(types.facts().mentioned());
  }

  @Test
  void groupsAreKnownByTheirExactNames() {
    assertThat(types.find("apps/v1", "Deployment")).isPresent();
    assertThat(types.find("rbac.authorization.k8s.io/v1", "Role")).isPresent();
    assertThat(types.find("apps.example.com/v1", "Deployment")).isEmpty();
    assertThat(types.find("apps/v1", "Pod")).isEmpty();
    assertThat(types.find("example.com/v1", "DeleteOptions")).isPresent();
  }
}
