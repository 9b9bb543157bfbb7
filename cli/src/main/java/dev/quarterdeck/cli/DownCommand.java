package dev.quarterdeck.cli;

import dev.quarterdeck.cli.terminal.Progress;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = "Takes the lab down: no process, mount, namespace, interface or file remains.")
final class DownCommand implements Callable<Integer> {

  @Mixin LabOptions lab = new LabOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    var folder = lab.folder();
    if (folder.spec().isEmpty()) {
      System.err.println("no lab is up in " + folder.root());
      return 0;
    }
    var progress = Progress.onStandardError();
    progress.step("taking lab %s down".formatted(lab.name));
    lab.open().down();
    lab.deleteUnused();
    progress.done();
    return 0;
  }
}
