package dev.quarterdeck.apiserver.health;

/** What a server does once when it starts, under the names of kube-apiserver's health checks. */
public enum StartHook {
  INFORMERS("poststarthook/generic-apiserver-start-informers"),
  DEFINITIONS_CONTROLLERS("poststarthook/start-apiextensions-controllers"),
  DEFINITIONS_SYNCED("poststarthook/crd-informer-synced"),
  ADDRESS_REPAIR("poststarthook/start-service-ip-repair-controllers"),
  PRIORITY_CLASSES("poststarthook/scheduling/bootstrap-system-priority-classes"),
  FLOW_CONTROL("poststarthook/priority-and-fairness-config-producer"),
  KUBERNETES_SERVICE("poststarthook/bootstrap-controller"),
  NAMESPACES("poststarthook/start-system-namespaces-controller"),
  SERVICE_CIDR("poststarthook/start-kubernetes-service-cidr-controller"),
  API_SERVICES("poststarthook/apiservice-registration-controller"),
  AUTOREGISTRATION("poststarthook/kube-apiserver-autoregistration"),
  AUTOREGISTERED("autoregister-completion");

  private final String check;

  StartHook(String check) {
    this.check = check;
  }

  String check() {
    return check;
  }
}
