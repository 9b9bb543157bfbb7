package dev.quarterdeck.apiserver.admission;

import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import java.util.Set;

/**
 * One rule on requests that looks beyond the object itself (Kubernetes' admission controllers). It
 * takes part in one phase or in both: all that mutate are asked, in order, before the object is
 * validated, all that validate after it.
 */
public sealed interface AdmissionPlugin permits MutatingPlugin, ValidatingPlugin {

  /** Kubernetes' name for it, as metrics and configuration have it. */
  String name();

  /** What it wants to be asked about; fixed. */
  Set<Operation> operations();
}
