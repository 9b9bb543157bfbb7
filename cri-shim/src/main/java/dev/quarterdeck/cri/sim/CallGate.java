package dev.quarterdeck.cri.sim;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets the simulated runtime hang: accepts calls and does not answer them. */
final class CallGate implements ServerInterceptor {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition opened = lock.newCondition();
  private boolean hanging;

  void hang(boolean value) {
    lock.lock();
    try {
      hanging = value;
      opened.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    try {
      pass();
      return next.startCall(call, headers);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      call.close(Status.UNAVAILABLE.withDescription("stopping"), new Metadata());
      return new ServerCall.Listener<>() {};
    }
  }

  private void pass() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (hanging) {
        opened.await();
      }
    } finally {
      lock.unlock();
    }
  }
}
