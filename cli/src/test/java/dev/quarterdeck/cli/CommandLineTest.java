package dev.quarterdeck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.client.pki.CertificateAuthority;
import dev.quarterdeck.client.pki.KubeconfigFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {

  @TempDir Path folder;

  private record Outcome(int code, String errors) {}

  private static Outcome run(String... words) {
    var errors = new StringWriter();
    var out = new PrintWriter(new StringWriter());
    var code = Qd.commandLine().setOut(out).setErr(new PrintWriter(errors)).execute(words);
    return new Outcome(code, errors.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grpc --lab other --dir DIR list",
        "grpc list --lab other --dir DIR",
        "grpc --lab other describe X --dir DIR",
        "grpc call --dir DIR Get --lab other",
        "lab --lab other --dir DIR kill node-1",
        "lab kill --lab other node-1 --dir DIR",
        "lab kill node-1 --lab other --dir DIR",
        "status --lab other --dir DIR",
        "kubeconfig --dir DIR --lab other",
        "logs etcd --lab other --dir DIR"
      })
  void theLabIsNamedAnywhereInACommand(String words) {
    System.setProperty("qd.home", folder.toString());
    var outcome = run(words.replace("DIR", folder.toString()).split(" "));
    assertThat(outcome.errors())
        .isEqualToIgnoringNewLines(
            "qd: no lab is up in %s; start one: qd up".formatted(folder.resolve("labs/other")));
    assertThat(outcome.code()).isEqualTo(CommandLine.ExitCode.SOFTWARE);
  }

  @Test
  void aServerThatIsAwayIsToldInOneLine() throws IOException {
    System.setProperty("qd.home", folder.toString());
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var lab = Files.createDirectories(folder.resolve("labs/main"));
    Files.writeString(
        lab.resolve("lab.json"),
        """
        {"name": "main", "nodeCount": 1, "simulated": true, "apiPort": %d, "mirrors": {}}
        """
            .formatted(port));
    var authority =
        CertificateAuthority.openOrCreate(lab, InstantSource.system(), new SecureRandom());
    KubeconfigFile.write(
        lab.resolve("admin.kubeconfig"),
        "https://127.0.0.1:" + port,
        "main",
        "admin",
        authority.certificatePem(),
        authority.client(lab, "admin", "admin", List.of()));

    for (var command : List.of("status", "grpc list")) {
      var outcome = run((command + " --lab main --dir " + folder).split(" "));
      assertThat(outcome.errors().lines().toList())
          .as(command)
          .singleElement()
          .asString()
          .startsWith("qd: the API server does not answer (")
          .contains("qd up", "qd logs control-plane");
      assertThat(outcome.code()).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    }
  }

  @Test
  void everyCommandHasHelpThatNamesItsOptionsAndWhatTheyAreByDefault() {
    for (var command : Qd.commandLine().getSubcommands().values()) {
      var usage = command.getUsageMessage();
      assertThat(usage).contains("Usage: qd " + command.getCommandName());
      for (var option : command.getCommandSpec().options()) {
        assertThat(option.description()).as("%s %s", command.getCommandName(), option).isNotEmpty();
        if (option.defaultValue() != null) {
          assertThat(usage.replaceAll("\\s+", " ")).contains("(default: ");
          assertThat(String.join("", option.description())).as("%s", option).contains("(default:");
        }
      }
    }
  }

  @Test
  void theDemoBringsUpALabWithTheDefaultsOfUp() {
    var lab = new LabOptions();
    lab.name = "shown";
    var up = DemoCommand.up(lab);
    assertThat(up.dnsProvider).isEqualTo(UpCommand.DnsProvider.AGENT);
  }
}
