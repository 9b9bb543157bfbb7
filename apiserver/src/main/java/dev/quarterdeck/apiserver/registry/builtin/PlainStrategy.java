package dev.quarterdeck.apiserver.registry.builtin;

import dev.quarterdeck.apiserver.registry.Field;
import dev.quarterdeck.apiserver.registry.KindStrategy;
import dev.quarterdeck.apiserver.registry.Names;

/** A namespaced kind that is taken as it comes: metadata's rules only. */
final class PlainStrategy extends KindStrategy {

  PlainStrategy(Names.Rule nameRule) {
    super(Shape.NAMESPACED, nameRule);
  }

  @Override
  protected void rules(Field object) {}
}
