package dev.quarterdeck.agent.register;

import dev.quarterdeck.client.ApiClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;

/** Logs an operation's first failure and its recovery, not each failure in between. */
final class Outage {

  private final Logger log;
  private final String failure;
  private final String recovery;
  private String last = "";

  Outage(Logger log, String failure, String recovery) {
    this.log = log;
    this.failure = failure;
    this.recovery = recovery;
  }

  void failed(KubernetesClientException e) {
    var why = ApiClient.reason(e);
    if (!why.equals(last)) {
      log.warn("{} error=\"{}\"", failure, why);
      last = why;
    }
  }

  void over() {
    if (!last.isEmpty()) {
      log.info(recovery);
      last = "";
    }
  }
}
