package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.pod.PodTemplate;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;
import java.util.Objects;

/** PodTemplate (core/v1): a template that stands by itself. */
public final class PodTemplateStrategy extends KindStrategy {

  public PodTemplateStrategy() {
    super(Shape.NAMESPACED, Names::dns1123Subdomain);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    PodTemplate.applyDefaults(object);
  }

  @Override
  protected void rules(Field object) {
    PodTemplate.check(object.get("template"));
  }

  @Override
  public boolean desiredStateDiffers(ObjectNode object, ObjectNode old) {
    return !Objects.equals(object.get("template"), old.get("template"));
  }

  @Override
  public List<Column> columns() {
    return Columns.row(
        List.of(Column.NAME),
        Columns.template("/template/spec").stream().map(Column::always).toList(),
        List.of(
            Columns.text(
                "Pod Labels",
                "The labels of its pods.",
                (t, now) -> Columns.labels(t.at("/template/metadata/labels")))));
  }
}
