package dev.quarterdeck.machinery.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SchemasTest {

  private final Schemas schemas = Schemas.load();

  @Test
  void knowNothingOfKindsThatAreNotBuiltIn() {
    assertThat(schemas.type("example.com/v1", "Widget")).isEmpty();
    assertThat(schemas.type("v1", "PodSpec")).isEmpty();
  }
}
