package dev.quarterdeck.apiserver.store;

import dev.quarterdeck.client.background.Background;
import dev.quarterdeck.model.time.Time;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The connection to etcd. It never resends anything: retries are off, and calls wait for a
 * connection before they are sent instead of failing on a broken one. After etcd was away it is
 * dialled again within {@link #REDIAL_PAUSE}, not after gRPC's back-off of up to two minutes.
 */
final class EtcdConnection implements AutoCloseable {

  private static final int MAX_MESSAGE_BYTES = 256 << 20;
  private static final Duration REDIAL_PAUSE = Duration.ofMillis(200);

  private final ExecutorService executor =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("etcd-", 0).factory());
  private final ManagedChannel channel;
  private final Time time;
  private final Background dialler;

  /**
   * @param time of the pauses between attempts to connect again
   */
  EtcdConnection(EtcdConfig config, Time time) {
    this.time = time;
    var builder =
        NettyChannelBuilder.forTarget("ip:///" + String.join(",", config.endpoints()))
            .defaultLoadBalancingPolicy("round_robin")
            .executor(executor)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .keepAliveTime(10, TimeUnit.SECONDS)
            .keepAliveTimeout(5, TimeUnit.SECONDS)
            .disableRetry();
    config.tls().ifPresentOrElse(tls -> secure(builder, tls), builder::usePlaintext);
    channel = builder.build();
    dialler = new Background("etcd-dialler", time, this::redial).start();
  }

  private static void secure(NettyChannelBuilder builder, EtcdConfig.Tls tls) {
    try {
      var context = GrpcSslContexts.forClient();
      tls.certificateAuthority().ifPresent(file -> context.trustManager(file.toFile()));
      tls.client()
          .ifPresent(pair -> context.keyManager(pair.certificate().toFile(), pair.key().toFile()));
      builder.sslContext(context.build());
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "cannot use the certificates for etcd, %s: %s".formatted(tls, e.getMessage()), e);
    }
  }

  ManagedChannel channel() {
    return channel;
  }

  private void redial() throws InterruptedException {
    var stateChanged = new Semaphore(0);
    while (!channel.isShutdown()) {
      var state = channel.getState(false);
      if (state == ConnectivityState.TRANSIENT_FAILURE) {
        channel.resetConnectBackoff();
        time.sleep(REDIAL_PAUSE);
      } else {
        channel.notifyWhenStateChanged(state, stateChanged::release);
        stateChanged.acquire();
      }
    }
  }

  @Override
  public void close() {
    dialler.close();
    channel.shutdownNow();
    executor.shutdown();
  }
}
