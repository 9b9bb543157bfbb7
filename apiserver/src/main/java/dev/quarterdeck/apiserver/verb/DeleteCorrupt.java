package dev.quarterdeck.apiserver.verb;

import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldError;
import java.util.List;

/**
 * DELETE on an object whose stored value cannot be read, as Kubernetes' with
 * AllowUnsafeMalformedObjectDeletion (KEP-3926). Finalizers and plugins cannot be asked; who may do
 * so needs permission for a verb of its own.
 */
public final class DeleteCorrupt {

  private static final String VERB = "unsafe-delete-ignore-read-errors";
  private static final String OPTION = "ignoreStoreReadErrorWithClusterBreakingPotential";

  private final Store store;

  DeleteCorrupt(Store store) {
    this.store = store;
  }

  /**
   * @throws ApiFault FORBIDDEN; INVALID when there is no such value or it can be read; CONFLICT
   *     when it is written meanwhile
   */
  public void delete(VerbRequest request) {
    request.may().accept(VERB);
    request.notes().annotate("apiserver.k8s.io/unsafe-delete-ignore-read-error", "");
    if (request.delete().dryRun()) {
      throw refused("cannot be set together with .dryRun");
    }
    var found =
        store
            .get(request.storeKey())
            .filter(stored -> !isReadable(stored))
            .orElseThrow(() -> readable(request));
    if (store.delete(found.key(), found.modRevision()) instanceof Store.WriteResult.Refused) {
      throw ApiFault.conflict(
          request.type().resource(), request.name(), "the object has been modified; try again");
    }
  }

  private static boolean isReadable(Store.Stored stored) {
    try {
      StoredJson.decode(stored.value(), stored.modRevision());
      return true;
    } catch (IllegalArgumentException corrupt) {
      return false;
    }
  }

  private static ApiFault readable(VerbRequest request) {
    var resource = request.type().resource();
    var why = "is exclusively used to delete corrupt object(s), try again by removing this option";
    var error = FieldError.invalid(OPTION, true, why);
    return ApiFault.invalid(resource.group(), resource.resource(), request.name(), List.of(error));
  }

  /** What a delete of a collection is refused with. */
  static ApiFault notMany() {
    return refused("is not allowed with DELETECOLLECTION, try again after removing the option");
  }

  private static ApiFault refused(String why) {
    return ApiFault.invalid(
        "meta.k8s.io", "DeleteOptions", "", List.of(FieldError.invalid(OPTION, true, why)));
  }
}
