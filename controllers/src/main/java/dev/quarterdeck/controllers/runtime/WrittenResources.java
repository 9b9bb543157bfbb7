package dev.quarterdeck.controllers.runtime;

import dev.quarterdeck.model.GroupVersionResource;

/** The resources controllers write to. */
public final class WrittenResources {

  public static final GroupVersionResource PODS = GroupVersionResource.core("pods");
  public static final GroupVersionResource NODES = GroupVersionResource.core("nodes");
  public static final GroupVersionResource NAMESPACES = GroupVersionResource.core("namespaces");
  public static final GroupVersionResource CONFIG_MAPS = GroupVersionResource.core("configmaps");
  public static final GroupVersionResource ENDPOINTS = GroupVersionResource.core("endpoints");
  public static final GroupVersionResource SERVICE_ACCOUNTS =
      GroupVersionResource.core("serviceaccounts");
  public static final GroupVersionResource PERSISTENT_VOLUME_CLAIMS =
      GroupVersionResource.core("persistentvolumeclaims");
  public static final GroupVersionResource PERSISTENT_VOLUMES =
      GroupVersionResource.core("persistentvolumes");
  public static final GroupVersionResource DEPLOYMENTS =
      new GroupVersionResource("apps", "v1", "deployments");
  public static final GroupVersionResource REPLICA_SETS =
      new GroupVersionResource("apps", "v1", "replicasets");
  public static final GroupVersionResource REPLICATION_CONTROLLERS =
      GroupVersionResource.core("replicationcontrollers");
  public static final GroupVersionResource JOBS = new GroupVersionResource("batch", "v1", "jobs");
  public static final GroupVersionResource CRON_JOBS =
      new GroupVersionResource("batch", "v1", "cronjobs");
  public static final GroupVersionResource POD_DISRUPTION_BUDGETS =
      new GroupVersionResource("policy", "v1", "poddisruptionbudgets");
  public static final GroupVersionResource ENDPOINT_SLICES =
      new GroupVersionResource("discovery.k8s.io", "v1", "endpointslices");

  private WrittenResources() {}
}
