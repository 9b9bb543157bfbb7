package dev.quarterdeck.kinds;

import static dev.quarterdeck.architecture.Layers.ROOT;

import dev.quarterdeck.architecture.Layers;
import org.junit.jupiter.api.Test;

/** The root package is what a kind is; the others are the kinds, by group or by what they share. */
class LayersTest {

  @Test
  void packagesUseWhatLiesBelowThem() {
    Layers.of("dev.quarterdeck.kinds")
        .layer(ROOT)
        .layer("volume", ROOT)
        .layer("pod", ROOT, "volume")
        .layer("workload", ROOT, "pod")
        .layer("certificates", ROOT)
        .layer("core", ROOT, "certificates", "pod", "volume", "workload")
        .layer("apps", ROOT, "pod", "volume", "workload")
        .layer("batch", ROOT, "pod", "workload")
        .layer("node", ROOT, "pod")
        .layer("storage", ROOT, "volume")
        .layer("events", ROOT, "core")
        .layer("admissionregistration", ROOT)
        .layer("apiregistration", ROOT)
        .layer("autoscaling", ROOT)
        .layer("coordination", ROOT)
        .layer("discovery", ROOT)
        .layer("flowcontrol", ROOT)
        .layer("networking", ROOT)
        .layer("policy", ROOT)
        .layer("rbac", ROOT)
        .layer("resource", ROOT)
        .layer("scheduling", ROOT)
        .layer(
            "builtin",
            ROOT,
            "admissionregistration",
            "apiregistration",
            "apps",
            "autoscaling",
            "batch",
            "certificates",
            "coordination",
            "core",
            "discovery",
            "events",
            "flowcontrol",
            "networking",
            "node",
            "policy",
            "rbac",
            "resource",
            "scheduling",
            "storage")
        .library("dev.cel..")
        .library("org.bouncycastle..", "certificates")
        .library("java.util.concurrent..")
        .library("java.net.http..")
        .library("org.slf4j..")
        .check();
  }
}
