package dev.quarterdeck.apiserver.grpc;

import dev.quarterdeck.apiserver.answer.Presenter.ObjectWriter;
import dev.quarterdeck.apiserver.http.watch.WatchFormat;
import dev.quarterdeck.apiserver.watchcache.WatchEvent;
import dev.quarterdeck.apiserver.watchcache.WatchEvent.EventForm;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.proto.v1.Resume;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** A watch in gRPC's form: one WatchEvent message per event. Belongs to the event loop. */
final class WatchMessages implements WatchFormat {

  private final GrpcCall call;
  private final ObjectWriter writer;
  private final EventForm shared;
  private final LongSupplier newest;
  private long imageRevision;
  private long told;

  /**
   * @param shared writes what other watches of the kind send too
   * @param newest the revision the kind's cache is at
   */
  WatchMessages(GrpcCall call, ObjectWriter writer, EventForm shared, LongSupplier newest) {
    this.call = call;
    this.writer = writer;
    this.shared = shared;
    this.newest = newest;
  }

  /** Says that events up to this revision are the image the watch begins with. */
  void beginsWith(long imageRevision) {
    this.imageRevision = imageRevision;
  }

  /** Says where the watch begins, if a client is to be told before its first event. */
  void beginsAfter(String resourceVersion) {
    this.told = resourceVersion.isEmpty() ? 0 : Long.parseLong(resourceVersion);
  }

  @Override
  public void begin(HttpServerResponse response) {
    call.begin();
  }

  @Override
  public byte[] event(WatchEvent event) {
    if (event instanceof WatchEvent.OfObject change && event.revision() <= imageRevision) {
      return EventFrame.ofImage(change, writer);
    }
    told = event.revision();
    return event.as(shared);
  }

  @Override
  public void end(HttpServerResponse response, Buffer rest) {
    write(rest);
    call.end(Outcome.OK);
  }

  @Override
  public void fail(HttpServerResponse response, ApiFault fault) {
    call.end(outcome(fault));
  }

  private Outcome outcome(ApiFault fault) {
    return Outcome.of(fault, List.of(), resume(fault));
  }

  @Override
  public void cut(HttpServerResponse response, Buffer rest, ApiFault fault) {
    write(rest);
    call.giveUp(outcome(fault));
  }

  @Override
  public void gone() {
    call.cancelled();
  }

  @Override
  public Optional<Duration> patience() {
    return Optional.of(call.patience().reading());
  }

  private void write(Buffer rest) {
    if (rest.length() == 0) {
      return;
    }
    try {
      call.write(rest);
    } catch (IOException gone) {
      call.cancelled();
    }
  }

  /** Where to go on; what history has left behind can only be listed. */
  Resume resume(ApiFault fault) {
    if (fault.reason() == Reason.EXPIRED) {
      return Resume.newBuilder()
          .setResourceVersion(Long.toString(newest.getAsLong()))
          .setListFirst(true)
          .build();
    }
    return told == 0
        ? Resume.getDefaultInstance()
        : Resume.newBuilder().setResourceVersion(Long.toString(told)).build();
  }
}
