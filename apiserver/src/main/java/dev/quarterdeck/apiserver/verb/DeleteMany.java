package dev.quarterdeck.apiserver.verb;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;

/** DELETE on a collection: each object that matches the selectors, one by one. */
public final class DeleteMany {

  private final ListAll lists;
  private final Delete deletes;
  private final Admission admission;

  DeleteMany(ListAll lists, Delete deletes, Admission admission) {
    this.lists = lists;
    this.deletes = deletes;
    this.admission = admission;
  }

  /**
   * @return what matched, as it was before
   * @throws ApiFault the first refusal met; what was deleted before it stays deleted
   */
  public ListAll.Page deleteAll(VerbRequest request) {
    if (request.delete().deletion().ignoresReadErrors()) {
      throw DeleteCorrupt.notMany();
    }
    var page = lists.list(request);
    for (var object : page.objects()) {
      delete(request, request.named(object.key().namespace(), object.key().name()));
    }
    return page;
  }

  /** Plugins are asked about each object, but by the request that was made, which names none. */
  private void delete(VerbRequest request, VerbRequest one) {
    one.deadline().check();
    try {
      deletes.delete(one, object -> admission.delete(request, object));
    } catch (ApiFault fault) {
      if (fault.reason() != Reason.NOT_FOUND) {
        throw fault;
      }
    }
  }
}
