package dev.quarterdeck.apiserver.store;

import dev.quarterdeck.client.grpc.UnaryReply;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Sends one call, once, with a deadline, and counts it under kube-apiserver's metric names. */
final class EtcdCalls {

  private record MeterKey(String operation, String type) {}

  private record Meters(Timer duration, Counter errors) {}

  private final Channel channel;
  private final Duration timeout;
  private final MeterRegistry registry;
  private final Map<MeterKey, Meters> meters = new ConcurrentHashMap<>();

  EtcdCalls(Channel channel, Duration timeout, MeterRegistry registry) {
    this.channel = channel;
    this.timeout = timeout;
    this.registry = registry;
  }

  Channel channel() {
    return channel;
  }

  Duration timeout() {
    return timeout;
  }

  /**
   * @param operation the metric's label, such as {@code get}
   * @param key the key or prefix it is about
   * @throws StatusRuntimeException whatever went wrong, interruption (CANCELLED) included
   */
  <Q, R> R send(String operation, String key, MethodDescriptor<Q, R> method, Q request) {
    return send(operation, key, method, request, timeout);
  }

  <Q, R> R send(
      String operation, String key, MethodDescriptor<Q, R> method, Q request, Duration within) {
    var meter = meters.computeIfAbsent(new MeterKey(operation, typeOf(key)), this::register);
    var options =
        CallOptions.DEFAULT
            .withWaitForReady()
            // On the connection's thread: the caller is woken once, not for each part of an answer.
            .withExecutor(Runnable::run)
            .withDeadlineAfter(within.toNanos(), TimeUnit.NANOSECONDS);
    var started = System.nanoTime();
    try {
      return UnaryReply.await(
          ClientCalls.futureUnaryCall(channel.newCall(method, options), request));
    } catch (StatusRuntimeException e) {
      meter.errors.increment();
      throw e;
    } catch (InterruptedException e) {
      meter.errors.increment();
      Thread.currentThread().interrupt();
      throw Status.CANCELLED.withDescription("interrupted").withCause(e).asRuntimeException();
    } finally {
      meter.duration.record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
    }
  }

  private Meters register(MeterKey key) {
    return new Meters(
        Timer.builder("etcd.request.duration")
            .description("Latency of calls to etcd by operation and kind of object")
            .tags("operation", key.operation, "type", key.type)
            .register(registry),
        Counter.builder("etcd.request.errors")
            .description("Failed calls to etcd by operation and kind of object")
            .tags("operation", key.operation, "type", key.type)
            .register(registry));
  }

  /** {@code pods} of {@code /registry/pods/default/web}; the key itself when it has no parts. */
  private static String typeOf(String key) {
    var start = key.indexOf('/', 1) + 1;
    if (start == 0 || start >= key.length()) {
      return key;
    }
    var end = key.indexOf('/', start);
    return end < 0 ? key.substring(start) : key.substring(start, end);
  }
}
