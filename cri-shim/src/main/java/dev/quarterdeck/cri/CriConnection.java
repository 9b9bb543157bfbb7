package dev.quarterdeck.cri;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractStub;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A connection to a container runtime's socket. It connects at the first call, and again at the
 * first call after the runtime has come back; calls in between fail with {@link
 * CriFault.Unavailable}.
 */
public final class CriConnection implements AutoCloseable {

  private static final int MAX_MESSAGE_BYTES = 16 << 20;
  private static final Duration RECONNECT = Duration.ofMillis(200);
  private static final int MAX_SOCKET_PATH_BYTES = 107;

  private final EpollEventLoopGroup eventLoop = new EpollEventLoopGroup(1);
  private final ManagedChannel channel;
  private final CriRuntime runtime;
  private final CriImages images;

  private CriConnection(Path socket, CriDeadlines deadlines, MeterRegistry meters) {
    channel =
        NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
            .channelType(EpollDomainSocketChannel.class, DomainSocketAddress.class)
            .eventLoopGroup(eventLoop)
            .usePlaintext()
            // grpc-go servers refuse the default authority, which is the escaped path of the
            // socket
            .overrideAuthority("localhost")
            // Unix sockets do not have this option, which gRPC sets on every socket; Netty would
            // warn
            .withOption(ChannelOption.SO_KEEPALIVE, null)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .intercept(new OperationMetrics(meters))
            .directExecutor()
            .build();
    runtime = new GrpcRuntime(this, channel, deadlines);
    images = new GrpcImages(this, channel, deadlines);
  }

  /**
   * @param endpoint a path, or {@code unix://} and a path
   * @throws IllegalArgumentException when the endpoint is not a unix socket, or its path is longer
   *     than the kernel allows
   */
  public static CriConnection to(String endpoint, CriDeadlines deadlines, MeterRegistry meters) {
    var path = endpoint.startsWith("unix://") ? endpoint.substring("unix://".length()) : endpoint;
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException(
          "container runtime endpoint \"%s\": must be unix:///path/to.sock".formatted(endpoint));
    }
    if (path.getBytes(StandardCharsets.UTF_8).length > MAX_SOCKET_PATH_BYTES) {
      throw new IllegalArgumentException(
          "container runtime endpoint \"%s\": a socket path has at most %d bytes"
              .formatted(endpoint, MAX_SOCKET_PATH_BYTES));
    }
    return new CriConnection(Path.of(path), deadlines, meters);
  }

  /** The runtime service of this connection. */
  public CriRuntime runtime() {
    return runtime;
  }

  /** The image service of this connection. */
  public CriImages images() {
    return images;
  }

  /** Runs one call of a stub with a deadline; see {@link #call(String, Supplier)}. */
  <S extends AbstractStub<S>, T> T call(
      String verb, S stub, Duration deadline, Function<S, T> invocation) {
    return call(
        verb,
        () -> invocation.apply(stub.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)));
  }

  /** Runs one call and turns its gRPC failure into a {@link CriFault}. */
  <T> T call(String verb, Supplier<T> call) {
    reconnect();
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.UNAVAILABLE) {
        // gRPC's own back-off reaches two minutes
        channel.resetConnectBackoff();
      }
      throw GrpcFaults.of(verb, e);
    }
  }

  /**
   * A channel whose connection failed fails further calls until its back-off ends. This ends the
   * back-off and waits briefly for the connection to a runtime that has come back.
   */
  private void reconnect() {
    var end = System.nanoTime() + RECONNECT.toNanos();
    var state = channel.getState(true);
    if (state != ConnectivityState.TRANSIENT_FAILURE) {
      return;
    }
    channel.resetConnectBackoff();
    while (state == ConnectivityState.TRANSIENT_FAILURE && System.nanoTime() < end) {
      var changed = new CountDownLatch(1);
      channel.notifyWhenStateChanged(state, changed::countDown);
      try {
        changed.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return; // the call itself will tell
      }
      state = channel.getState(true);
    }
  }

  /** Closes the connection and cancels the calls in flight. */
  @Override
  public void close() {
    channel.shutdownNow();
    var quiet = Duration.ofMillis(10).toMillis();
    eventLoop.shutdownGracefully(quiet, Duration.ofSeconds(2).toMillis(), TimeUnit.MILLISECONDS);
  }
}
