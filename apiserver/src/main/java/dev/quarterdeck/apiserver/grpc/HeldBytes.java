package dev.quarterdeck.apiserver.grpc;

import dev.quarterdeck.apiserver.request.BodyMemory;

/**
 * What a call holds of messages nobody works on yet, counted among the server's bodies on their
 * way: the call may be told to give way. Belongs to the event loop, unless said otherwise.
 */
final class HeldBytes {

  private final GrpcCall call;
  private final BodyMemory memory;
  private volatile BodyMemory.Arrival arrival;
  private long counted;

  HeldBytes(GrpcCall call, BodyMemory memory) {
    this.call = call;
    this.memory = memory;
    call.whenOver(this::release);
  }

  /** So many bytes are held now. */
  void are(long bytes) {
    if (bytes == counted || call.isOver()) {
      return;
    }
    if (arrival == null) {
      arrival = memory.arrive(call::fail);
      if (call.isOver()) { // Meanwhile: nobody else would release it.
        release();
      }
    }
    arrival.more(bytes - counted);
    counted = bytes;
  }

  /** A message is complete: whoever sends another is not slow on account of this one. */
  void none() {
    if (arrival != null) {
      release();
      arrival = null;
      counted = 0;
    }
  }

  /** From any thread. */
  private void release() {
    var held = arrival;
    if (held != null) {
      held.over();
    }
  }
}
