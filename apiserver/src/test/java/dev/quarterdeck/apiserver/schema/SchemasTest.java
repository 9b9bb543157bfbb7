package dev.quarterdeck.apiserver.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.discovery.Subresource;
import dev.quarterdeck.apiserver.registry.builtin.BuiltInRegistry;
import org.junit.jupiter.api.Test;

class SchemasTest {

  private final Schemas schemas = Schemas.load();

  @Test
  void coverEveryServedKindAndItsList() {
    for (var type : new BuiltInRegistry().all()) {
      var resource = type.resource();
      assertThat(schemas.type(resource.apiVersion(), type.kind())).as(type.kind()).isPresent();
      if (type.stored()) {
        assertThat(schemas.type(resource.apiVersion(), type.kind() + "List"))
            .as(type.kind() + "List")
            .isPresent();
      }
      for (var sub : Subresource.of(type)) {
        if (!sub.kind().endsWith("Options")) {
          assertThat(schemas.type(sub.group(), sub.version(), sub.kind()))
              .as(type.kind() + "/" + sub.name())
              .isPresent();
        }
      }
    }
  }

  @Test
  void knowNothingOfOtherKinds() {
    assertThat(schemas.type("example.com/v1", "Widget")).isEmpty();
    assertThat(schemas.type("v1", "PodSpec")).isEmpty();
  }
}
