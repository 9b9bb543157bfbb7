package dev.quarterdeck.apiserver.admission;

import java.util.List;

/** The plugins every cluster has, in Kubernetes' order. */
public final class BuiltInAdmission {

  private BuiltInAdmission() {}

  public static AdmissionChain chain(Lookup lookup) {
    return new AdmissionChain(
        List.of(
            new NamespaceLifecycle(lookup),
            new ServiceAccountDefault(),
            new NodeRestriction(lookup),
            new NewNodeTaint(),
            new PodPriority(lookup),
            new DefaultTolerations(),
            DefaultClass.ofStorage(lookup),
            new StorageProtection(),
            new PodRuntimeClass(lookup),
            DefaultClass.ofIngress(lookup)));
  }
}
