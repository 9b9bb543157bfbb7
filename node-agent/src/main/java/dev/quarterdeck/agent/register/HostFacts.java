package dev.quarterdeck.agent.register;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The host's properties and free resources; quantities are in bytes.
 *
 * @param architecture Go's name of it: amd64, arm64
 */
public record HostFacts(
    MachineIds ids,
    String kernel,
    String osImage,
    String architecture,
    int cpus,
    long memory,
    long memoryAvailable,
    long disk,
    long diskFree,
    long processes,
    long processLimit) {

  private static final int MAX_BYTES = 1 << 16;

  /**
   * Reads /proc and /etc; a missing value is empty or 0.
   *
   * @param root a folder on the file system that pods use
   */
  public static HostFacts read(Path root) {
    var memory = readMemory();
    var disk = root.toFile();
    return new HostFacts(
        MachineIds.read(Path.of("/")),
        line("/proc/sys/kernel/osrelease"),
        readOsImage(),
        readArchitecture(),
        Runtime.getRuntime().availableProcessors(),
        memory.getOrDefault("MemTotal", 0L),
        memory.getOrDefault("MemAvailable", 0L),
        disk.getTotalSpace(),
        disk.getUsableSpace(),
        readProcesses(),
        number(line("/proc/sys/kernel/pid_max")));
  }

  private static String readArchitecture() {
    return switch (System.getProperty("os.arch")) {
      case "amd64", "x86_64" -> "amd64";
      case "aarch64" -> "arm64";
      case String other -> other;
    };
  }

  private static Map<String, Long> readMemory() {
    return text("/proc/meminfo")
        .lines()
        .map(line -> line.split("[:\\s]+"))
        .filter(words -> words.length >= 2)
        .collect(Collectors.toMap(words -> words[0], words -> number(words[1]) << 10));
  }

  private static String readOsImage() {
    return text("/etc/os-release")
        .lines()
        .filter(line -> line.startsWith("PRETTY_NAME="))
        .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
        .findFirst()
        .orElse("Linux");
  }

  /**
   * The number of threads, from the fourth field of loadavg: {@code 1/234} counts running and all
   * threads.
   */
  private static long readProcesses() {
    var words = line("/proc/loadavg").split("[ /]");
    return words.length > 4 ? number(words[4]) : 0;
  }

  private static long number(String digits) {
    return digits.matches("\\d{1,18}") ? Long.parseLong(digits) : 0;
  }

  private static String line(String path) {
    return text(path).lines().findFirst().orElse("").strip();
  }

  /**
   * Reads the file with one call: a sysctl has its value only at offset 0, and Files would first
   * read one byte.
   */
  private static String text(String path) {
    try (var in = new FileInputStream(path)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // not on this kind of host, or not for this user
    }
  }
}
