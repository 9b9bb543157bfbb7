package dev.quarterdeck.apiserver.grpc;

import com.google.protobuf.ByteString;
import dev.quarterdeck.apiserver.http.connect.Backends;
import dev.quarterdeck.apiserver.request.Parameters;
import dev.quarterdeck.apiserver.request.Reply;
import dev.quarterdeck.apiserver.verb.VerbRequest;
import dev.quarterdeck.client.stream.SpdySession;
import dev.quarterdeck.client.stream.UpgradeTarget;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.proto.v1.PortForwardInput;
import dev.quarterdeck.proto.v1.PortForwardOutput;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Map;

/**
 * One connection into a pod, over the two streams {@code portforward.k8s.io} has for it. The
 * calling virtual thread sends what the client sends.
 */
final class PortRelay implements SpdySession.Listener {

  private static final String PROTOCOL = "portforward.k8s.io";

  private final GrpcCall call;
  private final Inbound inbound;
  private final Backends backends;
  private final int port;
  private volatile SpdySession session;
  private volatile int errors;
  private volatile int data;

  PortRelay(GrpcCall call, Inbound inbound, Backends backends, int port) {
    this.call = call;
    this.inbound = inbound;
    this.backends = backends;
    this.port = port;
  }

  Reply connect(VerbRequest request, Parameters query) {
    var agent = backends.pods().upgrade(request, query);
    session =
        SpdySession.connect(
            backends.dialer().upgrades(),
            UpgradeTarget.of(agent.host(), agent.port(), agent.uri()),
            PROTOCOL,
            this);
    call.whenOver(session::close);
    call.whenRoom(
        () -> {
          if (!call.isFull()) {
            session.resume();
          }
        });
    call.context().runOnContext(ignored -> call.keepOpen());
    try {
      run();
    } catch (IOException broken) {
      closed();
      session.close();
    }
    return new Reply.Streaming(200);
  }

  private void run() throws IOException {
    errors = session.reserve();
    session.open(errors, headers("error"));
    session.end(errors);
    data = session.reserve();
    session.open(data, headers("data"));
    call.begin();
    for (var message = inbound.next(); message != null; message = inbound.next()) {
      session.write(data, PortForwardInput.parseFrom(message).getData().toByteArray());
    }
    session.end(data);
  }

  private Map<String, String> headers(String type) {
    return Map.of("streamtype", type, "port", Integer.toString(port), "requestid", "0");
  }

  @Override
  public void data(int stream, byte[] bytes) {
    if (stream == errors) { // Nobody listens there, for instance.
      call.fail(new ApiFault(Reason.SERVICE_UNAVAILABLE, Translation.text(bytes)));
    } else {
      pass(PortForwardOutput.newBuilder().setData(ByteString.copyFrom(bytes)).build());
    }
  }

  private void pass(PortForwardOutput output) {
    try {
      call.write(Buffer.buffer(Frames.of(output)));
      if (call.isFull()) {
        session.pause();
      }
    } catch (IOException gone) {
      call.cancelled();
    }
  }

  /** Once the pod has closed its end there is nothing to send bytes to. */
  @Override
  public void end(int stream) {
    if (stream == data) {
      call.end(Outcome.OK);
    }
  }

  @Override
  public void closed() {
    call.fail(new ApiFault(Reason.SERVICE_UNAVAILABLE, "the connection to the node agent is gone"));
  }
}
