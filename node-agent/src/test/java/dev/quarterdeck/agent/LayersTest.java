package dev.quarterdeck.agent;

import static dev.quarterdeck.architecture.Layers.ROOT;

import dev.quarterdeck.architecture.Layers;
import org.junit.jupiter.api.Test;

class LayersTest {

  @Test
  void packagesUseWhatLiesBelowThem() {
    Layers.of("dev.quarterdeck.agent")
        .layer("tool")
        .layer("network", "tool")
        .layer("dns", "tool")
        .layer("proxy", "tool")
        .layer("evict")
        .layer("health")
        .layer("register", "evict", "health")
        .layer("plan")
        .layer("phase", "plan")
        .layer("runtime", "plan")
        .layer("reference", "plan")
        .layer("report", "plan")
        .layer("image", "report")
        .layer("http")
        .layer("hook", "http")
        .layer("rotate")
        .layer(
            "worker", "plan", "phase", "runtime", "reference", "report", "image", "hook", "rotate")
        .layer("source", "worker")
        .layer("simulated", "worker")
        .layer("env", "reference", "worker")
        .layer("probe", "http", "env", "worker")
        .layer("stream", "health", "plan", "worker")
        .layer("stats", "stream", "worker")
        .layer("volume", "reference", "env", "stream", "worker")
        .layer(
            ROOT,
            "network",
            "dns",
            "proxy",
            "health",
            "register",
            "plan",
            "phase",
            "runtime",
            "reference",
            "report",
            "image",
            "http",
            "hook",
            "rotate",
            "worker",
            "source",
            "simulated",
            "env",
            "probe",
            "stream",
            "stats",
            "volume")
        .library("io.vertx..", "http", "probe", "stream", ROOT)
        .library("io.netty..")
        .library("io.grpc..")
        .check();
  }
}
