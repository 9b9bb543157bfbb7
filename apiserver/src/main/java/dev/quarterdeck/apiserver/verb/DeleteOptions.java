package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.Json;
import java.util.List;

/**
 * How a delete removes, from query and body together.
 *
 * @param uid only delete the object that has this uid; empty for any
 * @param resourceVersion only delete the object at this version; empty for any
 * @param stated what the client said, as a DeleteOptions object; never changed
 */
public record DeleteOptions(
    DeletionOptions deletion,
    String uid,
    String resourceVersion,
    boolean dryRun,
    ObjectNode stated) {

  public static final DeleteOptions NONE =
      new DeleteOptions(DeletionOptions.DEFAULT, "", "", false, Json.object());

  /** The same options for the object at another version. */
  DeleteOptions at(String version) {
    return new DeleteOptions(deletion, uid, version, dryRun, stated);
  }

  /** As an object of meta.k8s.io/v1. */
  ObjectNode toJson() {
    var options = Json.object().put("kind", "DeleteOptions").put("apiVersion", "meta.k8s.io/v1");
    options.setAll(stated.deepCopy().remove(List.of("kind", "apiVersion")));
    if (dryRun) {
      options.putArray("dryRun").add("All");
    }
    return options;
  }
}
