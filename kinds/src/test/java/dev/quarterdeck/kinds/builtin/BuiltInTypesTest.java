package dev.quarterdeck.kinds.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kinds.Subresource;
import dev.quarterdeck.machinery.schema.Schemas;
import org.junit.jupiter.api.Test;

class BuiltInTypesTest {

  private final Schemas schemas = Schemas.load();

  @Test
  void everyServedKindItsListAndItsSubresourcesHaveASchema() {
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
}
