package dev.quarterdeck.apiserver.store;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;

/** What users are told when the store cannot answer. */
final class StoreFaults {

  private StoreFaults() {}

  static ApiFault closed() {
    return new ApiFault(Reason.SERVICE_UNAVAILABLE, "the store is closed");
  }

  static ApiFault interrupted() {
    return new ApiFault(Reason.SERVICE_UNAVAILABLE, "the request was cancelled");
  }

  static ApiFault unavailable(String why) {
    return new ApiFault(Reason.SERVICE_UNAVAILABLE, "the store (etcd) is unavailable: " + why);
  }

  static ApiFault timeout(String what) {
    return new ApiFault(Reason.TIMEOUT, "the store (etcd) did not answer in time: " + what);
  }

  static ApiFault refused(String why) {
    return new ApiFault(Reason.INTERNAL_ERROR, "the store (etcd) refused the request: " + why);
  }

  /** A write whose outcome reading could not establish. */
  static ApiFault unknownOutcome(String key) {
    return new ApiFault(
        Reason.TIMEOUT,
        "the store (etcd) did not answer in time: the write to %s may or may not take effect"
            .formatted(key));
  }
}
