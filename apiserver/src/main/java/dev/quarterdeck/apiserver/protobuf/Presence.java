package dev.quarterdeck.apiserver.protobuf;

import java.util.Set;

/**
 * What the wire format does not tell. Kubernetes writes plain fields even when they are zero and
 * optional ones only when they are set, so a zero means "absent" for the former and is a value for
 * the latter; and some messages are embedded in JSON without a name of their own.
 */
final class Presence {

  /** Optional in Kubernetes' types: a zero or false was set on purpose. */
  private static final Set<String> ZERO_COUNTS =
      Set.of(
          "activeDeadlineSeconds",
          "allowPrivilegeEscalation",
          "allocateLoadBalancerNodePorts",
          "allowVolumeExpansion",
          "attachRequired",
          "automountServiceAccountToken",
          "averageUtilization",
          "backoffLimit",
          "backoffLimitPerIndex",
          "blockOwnerDeletion",
          "collisionCount",
          "completedIndexes",
          "completions",
          "controller",
          "count",
          "defaultMode",
          "deletionGracePeriodSeconds",
          "enableServiceLinks",
          "expirationSeconds",
          "failedJobsHistoryLimit",
          "fsGroup",
          "fsGroupChangePolicy",
          "globalDefault",
          "gracePeriodSeconds",
          "hostUsers",
          "immutable",
          "leaseDurationSeconds",
          "leaseTransitions",
          "maxFailedIndexes",
          "maxUnavailable",
          "minAvailable",
          "minReplicas",
          "mode",
          "optional",
          "orphanDependents",
          "parallelism",
          "partition",
          "podInfoOnMount",
          "preemptionPolicy",
          "priority",
          "privileged",
          "progressDeadlineSeconds",
          "publishNotReadyAddresses",
          "readOnlyRootFilesystem",
          "ready",
          "replicas",
          "requiresRepublish",
          "revisionHistoryLimit",
          "runAsGroup",
          "runAsNonRoot",
          "runAsUser",
          "serving",
          "setHostnameAsFQDN",
          "shareProcessNamespace",
          "stabilizationWindowSeconds",
          "startingDeadlineSeconds",
          "storageCapacity",
          "successfulJobsHistoryLimit",
          "suspend",
          "terminatingReplicas",
          "terminationGracePeriodSeconds",
          "tolerationSeconds",
          "ttlSecondsAfterFinished",
          "storageClassName",
          "value");

  /** Embedded: its fields appear among its parent's. */
  private static final Set<String> INLINE =
      Set.of(
          "Volume.volumeSource",
          "PersistentVolumeSpec.persistentVolumeSource",
          "Probe.handler",
          "EphemeralContainer.ephemeralContainerCommon",
          "ConfigMapEnvSource.localObjectReference",
          "ConfigMapKeySelector.localObjectReference",
          "ConfigMapProjection.localObjectReference",
          "ConfigMapVolumeSource.localObjectReference",
          "SecretEnvSource.localObjectReference",
          "SecretKeySelector.localObjectReference",
          "SecretProjection.localObjectReference",
          "RuleWithOperations.rule",
          "NamedRuleWithOperations.ruleWithOperations");

  private Presence() {}

  /** Whether a zero, false or empty text of this field was set on purpose. */
  static boolean zeroCounts(String field) {
    return ZERO_COUNTS.contains(field);
  }

  /**
   * @param message simple name of the message the field belongs to
   */
  static boolean isInline(String message, String field) {
    return INLINE.contains(message + "." + field);
  }
}
