package dev.quarterdeck.kinds.workload;

import static dev.quarterdeck.kinds.Column.AGE;
import static dev.quarterdeck.kinds.Column.NAME;
import static dev.quarterdeck.kinds.Column.number;

import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.SelectableFields;
import java.util.ArrayList;
import java.util.List;

/** What clients see of the pods of a ReplicaSet, and of a ReplicationController before it. */
public final class ReplicaCounts {

  public static final SelectableFields SELECTABLE =
      new SelectableFields("status.replicas")
          .readBy((object, field) -> object.at("/status/replicas").asText("0"));

  public static final List<Column> COLUMNS = columns();

  private ReplicaCounts() {}

  private static List<Column> columns() {
    var columns =
        new ArrayList<>(
            List.of(
                NAME,
                number("Desired", "spec.replicas"),
                number("Current", "status.replicas"),
                number("Ready", "status.readyReplicas"),
                AGE));
    columns.addAll(Columns.template("spec.template.spec"));
    columns.add(Columns.selector("spec.selector"));
    return List.copyOf(columns);
  }
}
