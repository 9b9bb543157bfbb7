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
 * A container runtime whose containers are timers, served as CRI v1 on a unix socket. Its sandboxes
 * and containers survive the connections of its clients.
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
            // Unix sockets do not have this option, which gRPC sets on every socket; Netty would
            // warn
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
   * Listens on {@code socket} and replaces a stale socket file there.
   *
   * @throws IOException when it cannot listen on the path
   */
  public static SimulatedCri start(Path socket, SimOptions options) throws IOException {
    Files.createDirectories(socket.toAbsolutePath().getParent());
    Files.deleteIfExists(socket);
    return new SimulatedCri(socket, options);
  }

  /** The endpoint for an agent's {@code --container-runtime-endpoint}. */
  public String endpoint() {
    return "unix://" + socket.toAbsolutePath();
  }

  /**
   * Stops answering until {@link #resume}, as a runtime whose process was sent SIGSTOP. It still
   * accepts calls and connections, and containers keep running.
   */
  public void hang() {
    gate.hang(true);
  }

  /** Answers again, including the calls that arrived since {@link #hang}. */
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
