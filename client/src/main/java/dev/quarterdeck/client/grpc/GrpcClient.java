package dev.quarterdeck.client.grpc;

import dev.quarterdeck.model.time.Time;
import dev.quarterdeck.proto.v1.ApiGrpc;
import dev.quarterdeck.proto.v1.ApiGrpc.ApiBlockingV2Stub;
import dev.quarterdeck.proto.v1.ApiGrpc.ApiFutureStub;
import dev.quarterdeck.proto.v1.ApiGrpc.ApiStub;
import dev.quarterdeck.proto.v1.Target;
import dev.quarterdeck.proto.v1.VersionReply;
import dev.quarterdeck.proto.v1.VersionRequest;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * A cluster, reached over gRPC. One connection carries all calls. All calls block and are meant for
 * virtual threads; interrupting the caller cancels the call. Failures are {@link CallException}s.
 */
public final class GrpcClient implements AutoCloseable {

  /** How long a call that is no stream may take unless told otherwise. */
  private static final Duration CALL_WITHIN = Duration.ofSeconds(30);

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final ManagedChannel channel;
  private final Channel calls;
  private final Time time;
  private final RandomGenerator random;

  private GrpcClient(ManagedChannel channel, Metadata headers, Time time, RandomGenerator random) {
    this.channel = channel;
    this.time = time;
    this.random = random;
    this.calls =
        headers.keys().isEmpty()
            ? channel
            : ClientInterceptors.intercept(
                channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /**
   * Connects with the current context of a kubeconfig file. No call is made yet.
   *
   * @param userAgent the program's name, shown in the server's audit
   * @throws IllegalArgumentException when the file is missing or is no kubeconfig
   */
  public static GrpcClient connect(Path kubeconfig, String userAgent) {
    return connect(GrpcAccess.ofKubeconfig(kubeconfig), userAgent);
  }

  /** As {@link #connect(Path, String)}, with ready access. */
  public static GrpcClient connect(GrpcAccess access, String userAgent) {
    return connect(access, userAgent, Time.system(), new Random());
  }

  /**
   * As {@link #connect(GrpcAccess, String)}.
   *
   * @param time of the waits after which a broken watch is opened again; calls have their deadlines
   *     in real time
   * @param random spreads those waits; used by several threads, as {@link Random} may be
   */
  public static GrpcClient connect(
      GrpcAccess access, String userAgent, Time time, RandomGenerator random) {
    return new GrpcClient(access.open(userAgent), access.headers(), time, random);
  }

  /** The server's version. */
  public VersionReply version() {
    return call(stub -> stub.version(VersionRequest.getDefaultInstance()));
  }

  /** A kind's objects. */
  public <T extends HasMetadata> Resources<T> resources(Class<T> type) {
    var group = HasMetadata.getGroup(type);
    var target =
        Target.newBuilder()
            .setGroup(group == null ? "" : group)
            .setVersion(HasMetadata.getVersion(type))
            .setResource(HasMetadata.getPlural(type))
            .build();
    return new Resources<>(this, type, target);
  }

  /** Logs of, commands in and connections to a pod. */
  public PodStreams pod(String namespace, String name) {
    return new PodStreams(this, namespace, name);
  }

  /** Calls by name, for programs that learn the API from the server. */
  public Reflected reflected() {
    return new Reflected(calls);
  }

  /** The API's messages as they are. */
  public RawApi raw() {
    return new RawApi(this);
  }

  /** For calls made from generated code directly. */
  Channel calls() {
    return calls;
  }

  Time time() {
    return time;
  }

  RandomGenerator random() {
    return random;
  }

  /** A call with one reply. */
  @FunctionalInterface
  interface Call<R> {
    Future<R> on(ApiFutureStub stub);
  }

  /** The reply is handed over on the connection's thread, so that the caller is woken once. */
  <R> R call(Call<R> call) {
    var reply =
        call.on(
            ApiGrpc.newFutureStub(calls)
                .withExecutor(Runnable::run)
                .withDeadlineAfter(CALL_WITHIN.toMillis(), TimeUnit.MILLISECONDS));
    try {
      return UnaryReply.await(reply);
    } catch (StatusRuntimeException e) {
      throw CallException.of(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CallException.interrupted();
    }
  }

  /** The stub for streams, which have no deadline. */
  ApiBlockingV2Stub streams() {
    return ApiGrpc.newBlockingV2Stub(calls);
  }

  /** The stub for streams whose events are handed over on the connection's own thread. */
  ApiStub listeners() {
    return ApiGrpc.newStub(calls).withExecutor(Runnable::run);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      channel.awaitTermination(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
