package dev.quarterdeck.apiserver.verb;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;

/** DELETE on a collection: each object that matches the selectors, one by one. */
public final class DeleteMany {

  private final ListAll lists;
  private final Delete deletes;

  DeleteMany(ListAll lists, Delete deletes) {
    this.lists = lists;
    this.deletes = deletes;
  }

  /**
   * @return what matched, as it was before
   * @throws ApiFault the first refusal met; what was deleted before it stays deleted
   */
  public ListAll.Page deleteAll(VerbRequest request) {
    var page = lists.list(request);
    for (var object : page.objects()) {
      delete(request.named(object.key().namespace(), object.key().name()));
    }
    return page;
  }

  private void delete(VerbRequest request) {
    request.deadline().check();
    try {
      deletes.delete(request);
    } catch (ApiFault fault) {
      if (fault.reason() != Reason.NOT_FOUND) {
        throw fault;
      }
    }
  }
}
