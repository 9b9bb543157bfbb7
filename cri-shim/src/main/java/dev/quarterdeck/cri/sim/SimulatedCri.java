package dev.quarterdeck.cri.sim;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A container runtime whose containers are timers, served as CRI v1 on a unix socket. It lives as
 * long as this object: an agent that restarts finds everything as it left it.
 */
public final class SimulatedCri implements AutoCloseable {

  private static final int MAX_CALLS = 10_000;

  private final Path socket;
  private final SimNode node;
  private final CallGate gate = new CallGate();
  private final EpollEventLoopGroup eventLoop = new EpollEventLoopGroup(1);
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private final Server server;

  private SimulatedCri(Path socket, SimOptions options) throws IOException {
    this.socket = socket;
    var images = new SimImages(options.pullCost(), options.time());
    node = new SimNode(options, images);
    server =
        NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
            .channelType(EpollServerDomainSocketChannel.class)
            .bossEventLoopGroup(eventLoop)
            .workerEventLoopGroup(eventLoop)
            // gRPC sets it on every socket; a unix socket does not know it, and Netty warns
            .withChildOption(ChannelOption.SO_KEEPALIVE, null)
            .maxConcurrentCallsPerConnection(MAX_CALLS)
            .executor(calls)
            .intercept(gate)
            .addService(new SimRuntimeService(node, options))
            .addService(new SimImageService(images, options))
            .build()
            .start();
  }

  /**
   * Listens on {@code socket}; a stale socket file there is replaced.
   *
   * @throws IOException when the path cannot be listened on
   */
  public static SimulatedCri start(Path socket, SimOptions options) throws IOException {
    Files.createDirectories(socket.toAbsolutePath().getParent());
    Files.deleteIfExists(socket);
    return new SimulatedCri(socket, options);
  }

  /** What an agent's {@code --container-runtime-endpoint} says. */
  public String endpoint() {
    return "unix://" + socket.toAbsolutePath();
  }

  /**
   * Stops answering, as a runtime does whose process was sent SIGSTOP, until {@link #resume}. Calls
   * and connections are accepted as before; containers go on.
   */
  public void hang() {
    gate.hang(true);
  }

  /** Answers again, the calls that came meanwhile included. */
  public void resume() {
    gate.hang(false);
  }

  @Override
  public void close() {
    server.shutdownNow();
    calls.shutdownNow();
    node.close();
    eventLoop.shutdownGracefully(0, 2, TimeUnit.SECONDS);
  }
}
