package dev.quarterdeck.kinds.builtin;

import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;

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
