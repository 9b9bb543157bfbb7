package dev.quarterdeck.cli.lab;

import com.fasterxml.jackson.databind.SerializationFeature;
import dev.quarterdeck.cli.process.UserError;
import dev.quarterdeck.client.pki.EtcdCertificates;
import dev.quarterdeck.model.Json;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The folder that holds all files of a lab. */
public record LabFolder(Path root) {

  /** The permissions of the folder, which holds the lab's keys, objects and volumes. */
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rwx------");

  /**
   * The folder of the lab {@code name} below {@code base}.
   *
   * @param base such as /var/lib/quarterdeck
   */
  public static LabFolder of(Path base, String name) {
    if (!name.matches("[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?")) {
      throw new UserError(
          "the lab name \"%s\" must be at most 22 lower-case letters, digits and dashes"
              .formatted(name));
    }
    return new LabFolder(base.resolve("labs").resolve(name).toAbsolutePath());
  }

  /** The folder that holds the folders of this lab and others. */
  Path base() {
    return root.getParent();
  }

  /** All labs below {@code base} that were brought up and not taken down. */
  public static List<LabSpec> all(Path base) throws IOException {
    var labs = base.resolve("labs");
    var specs = new ArrayList<LabSpec>();
    if (Files.isDirectory(labs)) {
      try (var folders = Files.list(labs)) {
        for (var folder : folders.toList()) {
          new LabFolder(folder.toAbsolutePath()).spec().ifPresent(specs::add);
        }
      }
    }
    return specs;
  }

  /** What {@code qd up} chose for the lab; empty when there is no lab in this folder. */
  public Optional<LabSpec> spec() {
    var file = root.resolve("lab.json");
    try {
      return Files.exists(file)
          ? Optional.of(Json.mapper().readValue(file.toFile(), LabSpec.class))
          : Optional.empty();
    } catch (IOException e) {
      throw new UserError(
          "%s is unreadable (%s); qd down mends it".formatted(file, e.getMessage()));
    }
  }

  void save(LabSpec spec) throws IOException {
    Files.createDirectories(root.getParent());
    if (!Files.exists(root)) {
      Files.createDirectory(root, PosixFilePermissions.asFileAttribute(OWNER));
    }
    var file = root.resolve("lab.json");
    var temporary = root.resolve("lab.json.new");
    Json.mapper()
        .writer()
        .with(SerializationFeature.INDENT_OUTPUT)
        .writeValue(temporary.toFile(), spec);
    Files.move(temporary, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  Path pki() {
    return root.resolve("pki");
  }

  /** The certificates of etcd and its clients. */
  public EtcdCertificates etcdCertificates() {
    return EtcdCertificates.in(pki());
  }

  /** The administrator's kubeconfig. */
  public Path kubeconfig() {
    return root.resolve("admin.kubeconfig");
  }

  /** PID files and logs of the processes on this machine. */
  Path run() {
    return root.resolve("run");
  }

  Path etcdData() {
    return root.resolve("etcd");
  }

  Path host(LabSpec.Node node) {
    return root.resolve("hosts").resolve(node.name());
  }

  /** PID files and logs of the processes in a host. */
  Path run(LabSpec.Node node) {
    return host(node).resolve("run");
  }

  /** Removes the folder and all in it, and the folder of labs when this was the last. */
  void delete() throws IOException {
    Folders.delete(root);
    try {
      Files.deleteIfExists(root.getParent());
    } catch (DirectoryNotEmptyException e) {
      return; // there are other labs
    }
  }
}
