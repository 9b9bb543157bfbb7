package dev.quarterdeck.cri.sim;

import dev.quarterdeck.cri.CriFault;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

/** Sends the simulated runtime's answers and faults over gRPC. */
final class SimulatedReplies {

  private SimulatedReplies() {}

  /** The work of a call, which may wait. */
  interface Step<T> {
    T run() throws InterruptedException;
  }

  static <T> void reply(StreamObserver<T> observer, Step<T> step) {
    try {
      observer.onNext(step.run());
      observer.onCompleted();
    } catch (CriFault fault) {
      observer.onError(status(fault).withDescription(fault.getMessage()).asRuntimeException());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      observer.onError(Status.UNAVAILABLE.withDescription("stopping").asRuntimeException());
    } catch (IllegalArgumentException e) {
      observer.onError(
          Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException());
    }
  }

  static Status status(CriFault fault) {
    return switch (fault) {
      case CriFault.NotFound _ -> Status.NOT_FOUND;
      case CriFault.AlreadyExists _ -> Status.ALREADY_EXISTS;
      case CriFault.Timeout _ -> Status.DEADLINE_EXCEEDED;
      case CriFault.Unavailable _ -> Status.UNAVAILABLE;
      case CriFault.Unimplemented _ -> Status.UNIMPLEMENTED;
      case CriFault.Interrupted _ -> Status.CANCELLED;
      case CriFault.Failed _ -> Status.UNKNOWN;
    };
  }
}
