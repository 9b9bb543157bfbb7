package dev.quarterdeck.e2e.bench;

import dev.quarterdeck.cli.image.BuiltInImages;
import dev.quarterdeck.cli.lab.Lab;
import dev.quarterdeck.cri.CriConnection;
import dev.quarterdeck.cri.CriDeadlines;
import dev.quarterdeck.proto.cri.v1.ContainerConfig;
import dev.quarterdeck.proto.cri.v1.ContainerMetadata;
import dev.quarterdeck.proto.cri.v1.ImageSpec;
import dev.quarterdeck.proto.cri.v1.LinuxPodSandboxConfig;
import dev.quarterdeck.proto.cri.v1.PodSandboxConfig;
import dev.quarterdeck.proto.cri.v1.PodSandboxMetadata;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Starts pods on a host of a lab with the three CRI calls that every agent has to make. */
final class RawPods implements AutoCloseable {

  private final Lab lab;
  private final CriConnection cri;
  private final List<String> sandboxes = new ArrayList<>();

  RawPods(Lab lab) throws IOException {
    this.lab = lab;
    var host = lab.hosts().getFirst();
    var socket = "/proc/%d/root/run/containerd/containerd.sock".formatted(host.pid().orElseThrow());
    cri = CriConnection.to(socket, CriDeadlines.DEFAULT, new SimpleMeterRegistry());
  }

  /** Nanoseconds to a running container. */
  long start(int number) {
    var sandbox = sandbox(number);
    var before = System.nanoTime();
    var id = cri.runtime().runPodSandbox(sandbox, "");
    cri.runtime().startContainer(cri.runtime().createContainer(id, container(), sandbox));
    var took = System.nanoTime() - before;
    sandboxes.add(id);
    return took;
  }

  private PodSandboxConfig sandbox(int number) {
    return PodSandboxConfig.newBuilder()
        .setMetadata(
            PodSandboxMetadata.newBuilder()
                .setName("raw-" + number)
                .setNamespace("raw")
                .setUid("raw-" + number))
        .setHostname("raw-" + number)
        .setLogDirectory("/var/log/pods/raw-" + number)
        .setLinux(
            LinuxPodSandboxConfig.newBuilder()
                .setCgroupParent(
                    "/%s/%s/raw"
                        .formatted(lab.spec().label(), lab.spec().nodes().getFirst().name())))
        .build();
  }

  private static ContainerConfig container() {
    return ContainerConfig.newBuilder()
        .setMetadata(ContainerMetadata.newBuilder().setName("main"))
        .setImage(ImageSpec.newBuilder().setImage(BuiltInImages.BUSYBOX))
        .addCommand("sleep")
        .addArgs("100000")
        .setLogPath("main.log")
        .build();
  }

  /** Stops and removes all of them. */
  @Override
  public void close() {
    try (cri) {
      for (var id : sandboxes) {
        cri.runtime().stopPodSandbox(id);
        cri.runtime().removePodSandbox(id);
      }
    }
  }
}
