package dev.quarterdeck.cli.image;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import dev.quarterdeck.cli.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/**
 * The two images a cluster needs before it has met a registry, built from static binaries of the
 * host: the sandbox's pause image and a busybox for demos and tests.
 */
public final class BuiltInImages {

  /** What a sandbox runs. */
  public static final String PAUSE = "quarterdeck.local/pause:1";

  /** A shell, an HTTP server and the usual small tools. */
  public static final String BUSYBOX = "quarterdeck.local/busybox:1";

  private static final FilePermissions EXECUTABLE = FilePermissions.fromOctalString("755");
  private static final FilePermissions READABLE = FilePermissions.fromOctalString("644");
  private static final FilePermissions STICKY = FilePermissions.fromOctalString("777");

  private final Path busybox;
  private final Path tini;

  /**
   * @param busybox a static busybox, such as /bin/busybox of Debian's busybox-static
   * @param tini a static tini, such as /usr/bin/tini-static
   */
  public BuiltInImages(Path busybox, Path tini) {
    this.busybox = busybox;
    this.tini = tini;
  }

  /** Those of Debian's busybox-static and tini. */
  public static BuiltInImages ofDebian() {
    return new BuiltInImages(Path.of("/bin/busybox"), Path.of("/usr/bin/tini-static"));
  }

  /**
   * Writes {@code pause.tar} and {@code busybox.tar} into {@code directory} unless they are there.
   *
   * @return the files, for {@code ctr images import}
   */
  public List<Path> build(Path directory) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    var pause = directory.resolve("pause.tar");
    var shell = directory.resolve("busybox.tar");
    if (!Files.exists(pause)) {
      write(pauseImage(), PAUSE, pause);
    }
    if (!Files.exists(shell)) {
      write(busyboxImage(directory), BUSYBOX, shell);
    }
    return List.of(pause, shell);
  }

  /** Holds the sandbox's namespaces open; as PID 1 of a shared PID namespace it reaps orphans. */
  private JibContainerBuilder pauseImage() {
    return fromScratch()
        .addFileEntriesLayer(
            FileEntriesLayer.builder()
                .setName("pause")
                .addEntry(busybox, AbsoluteUnixPath.get("/busybox"), EXECUTABLE)
                .addEntry(tini, AbsoluteUnixPath.get("/tini"), EXECUTABLE)
                .build())
        .setEntrypoint("/tini", "-s", "--", "/busybox", "sleep", "2147483647")
        .setUser("65535:65535");
  }

  private JibContainerBuilder busyboxImage(Path scratch) throws IOException {
    var layer =
        FileEntriesLayer.builder()
            .setName("busybox")
            .addEntry(busybox, AbsoluteUnixPath.get("/bin/busybox"), EXECUTABLE)
            .addEntry(busybox, AbsoluteUnixPath.get("/bin/sh"), EXECUTABLE);
    var work = Files.createTempDirectory(scratch, "busybox");
    addApplets(layer, work);
    addText(
        layer, work, "/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:\n");
    addText(layer, work, "/etc/group", "root:x:0:\nnogroup:x:65534:\n");
    var empty = Files.createDirectory(work.resolve("empty"));
    layer.addEntry(empty, AbsoluteUnixPath.get("/tmp"), STICKY);
    layer.addEntry(empty, AbsoluteUnixPath.get("/root"), EXECUTABLE);
    layer.addEntry(empty, AbsoluteUnixPath.get("/www"), STICKY);
    return fromScratch()
        .addFileEntriesLayer(layer.build())
        .addEnvironmentVariable(
            "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
        .setProgramArguments("sh");
  }

  /**
   * Layers made from files cannot hold the usual links to busybox, so each applet is a two-line
   * script.
   */
  private void addApplets(FileEntriesLayer.Builder layer, Path work) throws IOException {
    for (var applet : Command.run(busybox.toString(), "--list").lines().toList()) {
      if (!applet.equals("sh") && !applet.equals("busybox") && !applet.contains("/")) {
        var script = work.resolve("applet." + applet.replace('[', '_'));
        Files.writeString(script, "#!/bin/sh\nexec /bin/busybox '%s' \"$@\"\n".formatted(applet));
        layer.addEntry(script, AbsoluteUnixPath.get("/bin/" + applet), EXECUTABLE);
      }
    }
  }

  private static void addText(FileEntriesLayer.Builder layer, Path work, String path, String text)
      throws IOException {
    var file = work.resolve(path.substring(path.lastIndexOf('/') + 1));
    Files.writeString(file, text);
    layer.addEntry(file, AbsoluteUnixPath.get(path), READABLE);
  }

  private static JibContainerBuilder fromScratch() {
    var architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    return Jib.fromScratch().setPlatforms(Set.of(new Platform(architecture, "linux")));
  }

  private static void write(JibContainerBuilder image, String name, Path target)
      throws IOException, InterruptedException {
    var temporary = target.resolveSibling(target.getFileName() + ".new");
    try {
      image.containerize(
          Containerizer.to(TarImage.at(temporary).named(ImageReference.parse(name)))
              .setOfflineMode(true)
              .setToolName("quarterdeck")
              .setBaseImageLayersCache(target.resolveSibling("cache"))
              .setApplicationLayersCache(target.resolveSibling("cache")));
    } catch (InvalidImageReferenceException
        | RegistryException
        | ExecutionException
        | com.google.cloud.tools.jib.api.CacheDirectoryCreationException e) {
      throw new IOException("cannot build the image " + name, e);
    }
    Files.move(temporary, target);
  }
}
