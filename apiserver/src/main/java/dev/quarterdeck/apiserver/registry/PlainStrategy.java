package dev.quarterdeck.apiserver.registry;

/** A kind that is kept as it comes: metadata's rules only. */
final class PlainStrategy extends KindStrategy {

  PlainStrategy(Shape shape, Names.Rule nameRule) {
    super(shape, nameRule);
  }

  @Override
  protected void rules(Field object) {}
}
