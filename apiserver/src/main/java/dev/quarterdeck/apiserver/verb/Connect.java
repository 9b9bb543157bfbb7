package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.admission.AdmissionChain;

/** Every way through this server to a container, a pod, a service or a node, but for logs. */
public final class Connect {

  private final Admission admission;

  public Connect(AdmissionChain plugins) {
    this.admission = new Admission(plugins);
  }

  /**
   * Asks the admission plugins, before anything is dialled.
   *
   * @param options what the connection is to be like: PodExecOptions, PodProxyOptions …
   * @throws dev.quarterdeck.model.ApiFault FORBIDDEN
   */
  public void admit(VerbRequest request, ObjectNode options) {
    admission.connect(request, options);
  }
}
