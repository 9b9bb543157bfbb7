package dev.quarterdeck.cli.lab;

import dev.quarterdeck.cli.image.BuiltInImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes a host's containerd configuration; version 2 of the format is read by 1.6 to 2.x. */
final class ContainerdConfig {

  private ContainerdConfig() {}

  /**
   * @param home the host's folder; the daemon's state lies in the host's own /run
   */
  static Path write(Path home, LabSpec spec) throws IOException {
    var certs = home.resolve("certs.d");
    writeMirrors(certs, spec.mirrors());
    var file = home.resolve("containerd.toml");
    Files.writeString(
        file,
        """
        version = 2
        root = "%1$s/containerd"
        state = "/run/containerd"
        disabled_plugins = ["io.containerd.internal.v1.opt", "io.containerd.snapshotter.v1.btrfs",
          "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.aufs",
          "io.containerd.snapshotter.v1.devmapper", "io.containerd.tracing.processor.v1.otlp"]
        oom_score = -999

        [grpc]
        address = "/run/containerd/containerd.sock"

        [plugins."io.containerd.grpc.v1.cri"]
        sandbox_image = "%2$s"
        disable_apparmor = true
        # Without CAP_SYS_RESOURCE a sandbox cannot take the oom score it asks for.
        restrict_oom_score_adj = %3$s
        stream_server_address = "127.0.0.1"
        stream_server_port = "0"
        max_concurrent_downloads = 3

        [plugins."io.containerd.grpc.v1.cri".cni]
        bin_dir = "%4$s"
        conf_dir = "/etc/cni/net.d"

        [plugins."io.containerd.grpc.v1.cri".registry]
        config_path = "%5$s"

        [plugins."io.containerd.grpc.v1.cri".containerd]
        snapshotter = "overlayfs"
        default_runtime_name = "runc"

        [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
        runtime_type = "io.containerd.runc.v2"

        [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        BinaryName = "%6$s"
        SystemdCgroup = false
        """
            .formatted(
                home,
                BuiltInImages.PAUSE,
                !mayRaiseOomScore(),
                spec.binaries().cniPlugins(),
                certs,
                spec.binaries().runc()));
    return file;
  }

  private static void writeMirrors(Path certs, Map<String, String> mirrors) throws IOException {
    Files.createDirectories(certs);
    for (var mirror : mirrors.entrySet()) {
      var folder = Files.createDirectories(certs.resolve(mirror.getKey()));
      Files.writeString(
          folder.resolve("hosts.toml"),
          """
          server = "https://%s"

          [host."%s"]
          capabilities = ["pull", "resolve"]
          """
              .formatted(mirror.getKey(), mirror.getValue()));
    }
  }

  /** Whether this process has CAP_SYS_RESOURCE (bit 24). */
  private static boolean mayRaiseOomScore() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("CapEff:"))
          .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
          .anyMatch(capabilities -> (capabilities >> 24 & 1) == 1);
    }
  }
}
