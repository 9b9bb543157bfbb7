package dev.quarterdeck.kinds.core;

import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
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
