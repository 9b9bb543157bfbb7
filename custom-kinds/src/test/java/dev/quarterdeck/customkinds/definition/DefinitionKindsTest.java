package dev.quarterdeck.customkinds.definition;

import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.builtin.KindContract;
import java.util.stream.Stream;

class DefinitionKindsTest extends KindContract {

  static Stream<ResourceType> kinds() {
    return DefinitionKinds.all().stream();
  }
}
