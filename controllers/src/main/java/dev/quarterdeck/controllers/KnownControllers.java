package dev.quarterdeck.controllers;

import dev.quarterdeck.controllers.clusterdns.ClusterDnsController;
import dev.quarterdeck.controllers.cronjob.CronJobController;
import dev.quarterdeck.controllers.deployment.DeploymentController;
import dev.quarterdeck.controllers.disruption.DisruptionController;
import dev.quarterdeck.controllers.endpoints.EndpointsController;
import dev.quarterdeck.controllers.endpointslice.EndpointSliceController;
import dev.quarterdeck.controllers.garbagecollector.GarbageCollector;
import dev.quarterdeck.controllers.job.JobController;
import dev.quarterdeck.controllers.namespace.NamespaceController;
import dev.quarterdeck.controllers.nodeipam.NodeIpamController;
import dev.quarterdeck.controllers.nodelifecycle.NodeLifecycleController;
import dev.quarterdeck.controllers.podgc.PodGcController;
import dev.quarterdeck.controllers.replicaset.ReplicaKind;
import dev.quarterdeck.controllers.replicaset.ReplicaSetController;
import dev.quarterdeck.controllers.rootca.RootCaPublisher;
import dev.quarterdeck.controllers.serviceaccount.ServiceAccountController;
import dev.quarterdeck.controllers.tainteviction.TaintEvictionController;
import dev.quarterdeck.controllers.ttlafterfinished.TtlAfterFinishedController;
import dev.quarterdeck.controllers.volumeprotection.ClaimProtectionController;
import dev.quarterdeck.controllers.volumeprotection.VolumeProtectionController;
import java.time.ZoneId;
import java.util.List;

/** The parts list: every controller, by the names and aliases of kube-controller-manager 1.36. */
final class KnownControllers {

  static final List<ControllerSpec> ALL =
      List.of(
          ControllerSpec.of(
              "deployment-controller",
              "deployment",
              (context, config) -> new DeploymentController(context)),
          ControllerSpec.of(
              "replicaset-controller",
              "replicaset",
              (context, config) -> new ReplicaSetController<>(context, ReplicaKind.REPLICA_SET)),
          ControllerSpec.of(
              "replicationcontroller-controller",
              "replicationcontroller",
              (context, config) ->
                  new ReplicaSetController<>(context, ReplicaKind.REPLICATION_CONTROLLER)),
          ControllerSpec.of(
              "job-controller", "job", (context, config) -> new JobController(context)),
          ControllerSpec.of(
              "cronjob-controller",
              "cronjob",
              (context, config) -> new CronJobController(context, ZoneId.systemDefault())),
          ControllerSpec.of(
              "ttl-after-finished-controller",
              "ttl-after-finished",
              (context, config) -> new TtlAfterFinishedController(context)),
          ControllerSpec.of(
              "disruption-controller",
              "disruption",
              (context, config) -> new DisruptionController(context)),
          ControllerSpec.of(
              "endpoints-controller",
              "endpoint",
              (context, config) -> new EndpointsController(context, config.endpointBatch())),
          ControllerSpec.of(
              "endpointslice-controller",
              "endpointslice",
              (context, config) -> new EndpointSliceController(context, config.endpointBatch())),
          // Kubernetes has none of that name: there DNS servers are pods.
          ControllerSpec.of(
              "cluster-dns-controller", "", (context, config) -> new ClusterDnsController(context)),
          ControllerSpec.of(
              "namespace-controller",
              "namespace",
              (context, config) -> new NamespaceController(context)),
          ControllerSpec.of(
              "serviceaccount-controller",
              "serviceaccount",
              (context, config) -> new ServiceAccountController(context)),
          new ControllerSpec(
              "root-ca-certificate-publisher-controller",
              "root-ca-cert-publisher",
              config -> !config.caPem().isEmpty(),
              (context, config) -> new RootCaPublisher(context, config.caPem())),
          ControllerSpec.of(
              "garbage-collector-controller",
              "garbagecollector",
              (context, config) -> new GarbageCollector(context, config.rediscovery())),
          ControllerSpec.of(
              "node-lifecycle-controller",
              "nodelifecycle",
              (context, config) -> new NodeLifecycleController(context, config.nodes())),
          ControllerSpec.of(
              "taint-eviction-controller",
              "",
              (context, config) -> new TaintEvictionController(context)),
          ControllerSpec.of(
              "pod-garbage-collector-controller",
              "podgc",
              (context, config) -> new PodGcController(context, config.podGc())),
          ControllerSpec.of(
              "persistentvolumeclaim-protection-controller",
              "pvc-protection",
              (context, config) -> new ClaimProtectionController(context)),
          ControllerSpec.of(
              "persistentvolume-protection-controller",
              "pv-protection",
              (context, config) -> new VolumeProtectionController(context)),
          new ControllerSpec(
              "node-ipam-controller",
              "nodeipam",
              config -> !config.clusterCidrs().isEmpty(),
              (context, config) ->
                  new NodeIpamController(
                      context,
                      config.clusterCidrs(),
                      config.nodeMaskIpv4(),
                      config.nodeMaskIpv6())));

  private KnownControllers() {}
}
