package dev.quarterdeck.agent.register;

import dev.quarterdeck.client.ApiClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;

/** Logs the begin and the end of a time in which something failed, not each failure. */
final class Outage {

  private final Logger log;
  private final String what;
  private String last = "";

  Outage(Logger log, String what) {
    this.log = log;
    this.what = what;
  }

  void failed(KubernetesClientException e) {
    var why = ApiClient.reason(e);
    if (!why.equals(last)) {
      log.warn("{} error=\"{}\"", what, why);
      last = why;
    }
  }

  void over() {
    if (!last.isEmpty()) {
      log.info("{}: over", what);
      last = "";
    }
  }
}
