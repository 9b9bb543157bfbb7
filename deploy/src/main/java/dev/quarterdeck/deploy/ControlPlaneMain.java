package dev.quarterdeck.deploy;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import picocli.CommandLine;

/** The all-in-one control plane: API server, scheduler and controllers in one process. */
@QuarkusMain
public final class ControlPlaneMain implements QuarkusApplication {

  private final ControlPlane controlPlane;

  ControlPlaneMain(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
  }

  public static void main(String[] arguments) {
    var options = new ControlPlaneOptions();
    var command = new CommandLine(options);
    try {
      command.parseArgs(arguments);
      if (command.isUsageHelpRequested()) {
        command.usage(System.out);
        return;
      }
      options.prepare();
    } catch (CommandLine.ParameterException | IllegalArgumentException | IOException e) {
      System.err.println("control-plane: " + e.getMessage());
      System.exit(2);
    }
    ControlPlane.configure(options);
    Quarkus.run(ControlPlaneMain.class);
  }

  /** Called once the API server listens: only now have the API's clients something to talk to. */
  @Override
  public int run(String... arguments) throws IOException {
    controlPlane.startComponents();
    Quarkus.waitForExit();
    return 0;
  }
}
