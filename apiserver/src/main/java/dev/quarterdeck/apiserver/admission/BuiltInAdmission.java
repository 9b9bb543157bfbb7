package dev.quarterdeck.apiserver.admission;

import dev.quarterdeck.apiserver.access.Authorizer;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/**
 * The plugins every cluster has, in Kubernetes' order. Webhooks and policies come after all that
 * are here but ResourceQuota, which counts what the others have left.
 */
public final class BuiltInAdmission {

  private BuiltInAdmission() {}

  /**
   * @param authorizer says who may do what plugins ask about besides the request itself
   */
  public static AdmissionChain chain(Lookup lookup, Authorizer authorizer, MeterRegistry meters) {
    return new AdmissionChain(
        List.of(
            new NamespaceLifecycle(lookup),
            new ServiceAccountDefault(),
            new NodeRestriction(lookup, authorizer),
            new NewNodeTaint(),
            new PodPriority(lookup),
            new DefaultTolerations(),
            DefaultClass.ofStorage(lookup),
            new StorageProtection(),
            new PodRuntimeClass(lookup),
            DefaultClass.ofIngress(lookup)),
        meters);
  }
}
