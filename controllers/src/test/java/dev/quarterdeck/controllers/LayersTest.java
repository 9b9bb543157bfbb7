package dev.quarterdeck.controllers;

import static dev.quarterdeck.architecture.Layers.ROOT;

import dev.quarterdeck.architecture.Layers;
import org.junit.jupiter.api.Test;

/**
 * A controller knows no other one: they meet in the API. Rules that several share stand below them,
 * in {@code meta}, {@code pod} and {@code discovery}; {@code nodelifecycle} says what taints mean,
 * and {@code job} when a Job has ended.
 */
class LayersTest {

  @Test
  void packagesUseWhatLiesBelowThem() {
    Layers.of("dev.quarterdeck.controllers")
        .layer("meta")
        .layer("pod", "meta")
        .layer("runtime", "meta", "pod")
        .layer("discovery", "runtime")
        .layer("deployment", "meta", "pod", "runtime")
        .layer("disruption", "discovery", "meta", "pod", "runtime")
        .layer("endpointslice", "meta", "pod", "runtime")
        .layer("endpoints", "endpointslice", "meta", "pod", "runtime")
        .layer("garbagecollector", "discovery", "runtime")
        .layer("job", "meta", "pod", "runtime")
        .layer("cronjob", "job", "meta", "runtime")
        .layer("ttlafterfinished", "job", "meta", "runtime")
        .layer("namespace", "discovery", "meta", "runtime")
        .layer("nodeipam", "meta", "runtime")
        .layer("nodelifecycle", "meta", "pod", "runtime")
        .layer("clusterdns", "meta", "nodelifecycle", "runtime")
        .layer("podgc", "meta", "nodelifecycle", "pod", "runtime")
        .layer("tainteviction", "meta", "nodelifecycle", "pod", "runtime")
        .layer("replicaset", "meta", "pod", "runtime")
        .layer("rootca", "meta", "runtime")
        .layer("serviceaccount", "runtime")
        .layer("volumeprotection", "meta", "pod", "runtime")
        .layer(
            ROOT,
            "clusterdns",
            "cronjob",
            "deployment",
            "disruption",
            "endpoints",
            "endpointslice",
            "garbagecollector",
            "job",
            "namespace",
            "nodeipam",
            "nodelifecycle",
            "podgc",
            "replicaset",
            "rootca",
            "runtime",
            "serviceaccount",
            "tainteviction",
            "ttlafterfinished",
            "volumeprotection")
        .library("io.micrometer..", ROOT, "cronjob", "job", "runtime", "ttlafterfinished")
        .library("java.net..", "runtime")
        .library("io.vertx..")
        .library("io.grpc..")
        .check();
  }
}
