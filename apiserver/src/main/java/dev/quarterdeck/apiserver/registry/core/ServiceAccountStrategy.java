package dev.quarterdeck.apiserver.registry.core;

import dev.quarterdeck.apiserver.registry.Column;
import dev.quarterdeck.apiserver.registry.Columns;
import dev.quarterdeck.apiserver.registry.Field;
import dev.quarterdeck.apiserver.registry.KindStrategy;
import dev.quarterdeck.apiserver.registry.Names;
import java.util.List;

/** ServiceAccount (core/v1). */
public final class ServiceAccountStrategy extends KindStrategy {

  public ServiceAccountStrategy() {
    super(Shape.NAMESPACED, Names::dns1123Subdomain);
  }

  @Override
  protected void rules(Field object) {}

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text(
            "Secrets",
            "How many secrets it may use.",
            (account, now) -> Integer.toString(account.path("secrets").size())),
        Column.AGE);
  }
}
