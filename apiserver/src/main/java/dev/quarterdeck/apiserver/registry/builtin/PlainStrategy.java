package dev.quarterdeck.apiserver.registry.builtin;

import dev.quarterdeck.apiserver.registry.Field;
import dev.quarterdeck.apiserver.registry.KindStrategy;
import dev.quarterdeck.apiserver.registry.Names;

/** A kind that is taken as it comes: metadata's rules only. */
final class PlainStrategy extends KindStrategy {

  private PlainStrategy(Shape shape, Names.Rule nameRule) {
    super(shape, nameRule);
  }

  static PlainStrategy ofCluster() {
    return new PlainStrategy(Shape.CLUSTER, Names::dns1123Subdomain);
  }

  PlainStrategy(Names.Rule nameRule) {
    this(Shape.NAMESPACED, nameRule);
  }

  @Override
  protected void rules(Field object) {}
}
