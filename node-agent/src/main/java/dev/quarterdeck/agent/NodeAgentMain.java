package dev.quarterdeck.agent;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs a node agent until the process is stopped; see {@link AgentOptions} and {@link AgentConfig}
 * for its command line.
 */
public final class NodeAgentMain {

  private static final int BAD_USAGE = 2;
  private static final int FAILED = 1;

  private static final Map<String, String> NETTY =
      Map.of(
          "io.netty.allocator.maxOrder", "3",
          "io.netty.allocator.numHeapArenas", "1",
          "io.netty.allocator.numDirectArenas", "1",
          "io.grpc.netty.useCustomAllocator", "false");

  // Static references: java.util.logging keeps only weak references to loggers and their levels.
  private static final Logger GRPC = Logger.getLogger("io.grpc");

  private NodeAgentMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    GRPC.setLevel(Level.WARNING);
    // Netty's defaults are for servers with thousands of busy connections and cost too much
    // memory.
    NETTY.forEach(
        (name, value) -> {
          if (System.getProperty(name) == null) {
            System.setProperty(name, value);
          }
        });
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
