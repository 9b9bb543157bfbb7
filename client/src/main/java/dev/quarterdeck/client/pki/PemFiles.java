package dev.quarterdeck.client.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Whole-file writes: a reader sees the old text or the new one, and keys are never world-readable.
 * Folders that are made for them are their owner's alone.
 */
final class PemFiles {

  private static final FileAttribute<?> OWNERS_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private PemFiles() {}

  static void writePublic(Path file, String text) throws IOException {
    write(file, text, "rw-r--r--");
  }

  static void writePrivate(Path file, String text) throws IOException {
    write(file, text, "rw-------");
  }

  private static void write(Path file, String text, String permissions) throws IOException {
    var directory = Files.createDirectories(file.toAbsolutePath().getParent(), OWNERS_FOLDER);
    var permission =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    var temporary = Files.createTempFile(directory, ".new", "", permission);
    Files.writeString(temporary, text);
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
