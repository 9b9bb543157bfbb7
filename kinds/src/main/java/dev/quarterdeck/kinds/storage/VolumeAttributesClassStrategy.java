package dev.quarterdeck.kinds.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;

/** VolumeAttributesClass (storage.k8s.io/v1). */
public final class VolumeAttributesClassStrategy extends KindStrategy {

  public VolumeAttributesClassStrategy() {
    super(Shape.CLUSTER, Names::dns1123Subdomain);
  }

  @Override
  public boolean updatesUnconditionally() {
    return false;
  }

  @Override
  protected void rules(Field object) {
    ParameterRules.provisioner(object.get("driverName"));
    var parameters = object.get("parameters");
    ParameterRules.parameters(parameters);
    if (parameters.node().isEmpty()) {
      parameters.required("must contain at least one key/value pair");
    }
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    ParameterRules.fixed(object, old, "driverName");
    ParameterRules.fixed(object, old, "parameters");
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text("DriverName", "Whose attributes they are.", Columns.textAt("/driverName", "")),
        Column.AGE);
  }
}
