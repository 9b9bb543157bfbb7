package dev.quarterdeck.agent;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/**
 * Runs a node agent until it is told to stop; see {@link AgentOptions} and {@link AgentConfig} for
 * its command line.
 */
public final class NodeAgentMain {

  private static final int BAD_USAGE = 2;
  private static final int FAILED = 1;

  private NodeAgentMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    try {
      var agent = NodeAgent.start(arguments);
      Runtime.getRuntime().addShutdownHook(new Thread(agent::close, "stop"));
      new CountDownLatch(1).await(); // until the process is told to stop
    } catch (IllegalArgumentException e) {
      System.err.println("node-agent: " + e.getMessage());
      System.exit(BAD_USAGE);
    } catch (IOException e) {
      System.err.println("node-agent: " + e);
      System.exit(FAILED);
    }
  }
}
