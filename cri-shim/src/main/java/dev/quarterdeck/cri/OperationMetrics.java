package dev.quarterdeck.cri;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.DoubleStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and times every call under the kubelet's metric names, and logs failures at debug level.
 */
final class OperationMetrics implements ClientInterceptor {

  private static final Logger LOG = LoggerFactory.getLogger(OperationMetrics.class);

  // The kubelet's buckets: 5 ms growing by 2.5.
  private static final Duration[] BUCKETS =
      DoubleStream.iterate(0.005, seconds -> seconds * 2.5)
          .limit(14)
          .mapToObj(seconds -> Duration.ofNanos((long) (seconds * 1e9)))
          .toArray(Duration[]::new);

  private final MeterRegistry meters;
  private final Map<String, Operation> operations = new ConcurrentHashMap<>();

  OperationMetrics(MeterRegistry meters) {
    this.meters = meters;
  }

  private record Operation(String name, Counter total, Counter errors, Timer duration) {

    void finished(Status status, long nanos) {
      total.increment();
      duration.record(Duration.ofNanos(nanos));
      if (!status.isOk()) {
        errors.increment();
        LOG.debug(
            "CRI call failed operation={} code={} detail={}",
            name,
            status.getCode(),
            status.getDescription());
      }
    }
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    var call = next.newCall(method, options);
    if (!method.getType().clientSendsOneMessage() || !method.getType().serverSendsOneMessage()) {
      return call; // a stream's length says nothing about the runtime
    }
    var operation = operations.computeIfAbsent(method.getBareMethodName(), this::operation);
    return new SimpleForwardingClientCall<>(call) {
      @Override
      public void start(Listener<R> listener, Metadata headers) {
        var started = System.nanoTime();
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onClose(Status status, Metadata trailers) {
                operation.finished(status, System.nanoTime() - started);
                super.onClose(status, trailers);
              }
            },
            headers);
      }
    };
  }

  private Operation operation(String method) {
    var type = operationType(method);
    return new Operation(
        type,
        Counter.builder("kubelet.runtime.operations").tag("operation_type", type).register(meters),
        Counter.builder("kubelet.runtime.operations.errors")
            .tag("operation_type", type)
            .register(meters),
        Timer.builder("kubelet.runtime.operations.duration")
            .tag("operation_type", type)
            .serviceLevelObjectives(BUCKETS)
            .register(meters));
  }

  /**
   * The operation type that the kubelet's metrics give a call: {@code run_podsandbox} for {@code
   * RunPodSandbox}.
   */
  static String operationType(String method) {
    return method
        .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
        .toLowerCase(Locale.ROOT)
        .replace("pod_sandbox", "podsandbox");
  }
}
