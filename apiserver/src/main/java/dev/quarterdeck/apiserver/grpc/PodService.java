package dev.quarterdeck.apiserver.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.quarterdeck.apiserver.grpc.CallDoor.Connector;
import dev.quarterdeck.apiserver.grpc.CallDoor.Handlers;
import dev.quarterdeck.apiserver.request.Body;
import dev.quarterdeck.apiserver.request.Parameters;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.proto.v1.ExecInput;
import dev.quarterdeck.proto.v1.ExecStart;
import dev.quarterdeck.proto.v1.PodLogsRequest;
import dev.quarterdeck.proto.v1.PortForwardInput;
import dev.quarterdeck.proto.v1.PortForwardStart;
import dev.quarterdeck.proto.v1.Target;
import java.io.IOException;
import java.util.Map;

/** The methods of {@code quarterdeck.v1.Api} that reach through the API server into a pod. */
final class PodService {

  private static final int MAX_PORT = 65_535;

  private final GrpcRoutes.Parts parts;
  private final Pathway pathway;

  PodService(GrpcRoutes.Parts parts, Pathway pathway) {
    this.parts = parts;
    this.pathway = pathway;
  }

  Map<MethodName, Method> methods() {
    return Map.of(
        name("PodLogs"),
        new OneMessage<>(PodLogsRequest.parser(), this::logs, parts),
        name("PodExec"),
        new ManyMessages(this::exec, parts),
        name("PodAttach"),
        new ManyMessages(this::attach, parts),
        name("PortForward"),
        new ManyMessages(this::portForward, parts));
  }

  private static MethodName name(String method) {
    return new MethodName(ApiService.NAME, method);
  }

  private void logs(GrpcCall call, PodLogsRequest request) {
    var query = new Parameters();
    put(query, "container", request.getContainer());
    put(query, "sinceTime", request.getSinceTime());
    flag(query, "follow", request.getFollow());
    flag(query, "previous", request.getPrevious());
    flag(query, "timestamps", request.getTimestamps());
    if (request.hasTailLines()) {
      query.set("tailLines", Long.toString(request.getTailLines()));
    }
    if (request.hasSinceSeconds()) {
      query.set("sinceSeconds", Long.toString(request.getSinceSeconds()));
    }
    if (request.hasLimitBytes()) {
      query.set("limitBytes", Long.toString(request.getLimitBytes()));
    }
    var path = path(request.getNamespace(), request.getPod(), "log");
    var logs = new LogRelay(call, parts.backends());
    pathway.walk(
        call,
        new RestRequest("GET", path, query, Body.NONE, RestRequest.JSON),
        Handlers.OF_OBJECTS.withConnector(verb -> logs.connect(verb, query)));
  }

  private void exec(GrpcCall call, Inbound inbound) throws IOException {
    var start = start(inbound);
    if (start.getCommandCount() == 0) {
      throw ApiFault.badRequest("start.command is required");
    }
    relay(call, inbound, start, "exec");
  }

  private void attach(GrpcCall call, Inbound inbound) throws IOException {
    var start = start(inbound);
    if (start.getCommandCount() > 0) {
      throw ApiFault.badRequest("start.command must be empty: PodExec runs commands");
    }
    relay(call, inbound, start, "attach");
  }

  private static ExecStart start(Inbound inbound) throws IOException {
    var first = first(inbound, ExecInput.parser());
    if (!first.hasStart()) {
      throw ApiFault.badRequest("the first message must be start");
    }
    return first.getStart();
  }

  private void relay(GrpcCall call, Inbound inbound, ExecStart start, String subresource) {
    var query = execQuery(start);
    var relay = new ExecRelay(call, inbound, parts.backends(), start);
    var path = path(start.getNamespace(), start.getPod(), subresource);
    connect(call, post(path, query), verb -> relay.connect(verb, query));
  }

  /** Nothing is changed here: whoever waits for the node agent may be told to stop at any time. */
  private void connect(GrpcCall call, RestRequest request, Connector connector) {
    call.interruptible();
    pathway.walk(call, request, Handlers.OF_OBJECTS.withConnector(connector));
  }

  private static Parameters execQuery(ExecStart start) {
    var query = new Parameters();
    put(query, "container", start.getContainer());
    start.getCommandList().forEach(part -> query.add("command", part));
    flag(query, "stdin", start.getStdin());
    flag(query, "stdout", start.getStdout());
    flag(query, "stderr", start.getStderr() && !start.getTty());
    flag(query, "tty", start.getTty());
    return query;
  }

  private void portForward(GrpcCall call, Inbound inbound) throws IOException {
    var first = first(inbound, PortForwardInput.parser());
    if (!first.hasStart()) {
      throw ApiFault.badRequest("the first message must be start");
    }
    var start = first.getStart();
    var query = portQuery(start);
    var relay = new PortRelay(call, inbound, parts.backends(), start.getPort());
    var path = path(start.getNamespace(), start.getPod(), "portforward");
    connect(call, post(path, query), verb -> relay.connect(verb, query));
  }

  private static Parameters portQuery(PortForwardStart start) {
    if (start.getPort() < 1 || start.getPort() > MAX_PORT) {
      throw ApiFault.badRequest("start.port must be 1 to 65535");
    }
    return new Parameters().set("ports", Integer.toString(start.getPort()));
  }

  private static RestRequest post(String path, Parameters query) {
    return new RestRequest("POST", path, query, Body.NONE, RestRequest.JSON);
  }

  private static <M extends MessageLite> M first(Inbound inbound, Parser<M> parser)
      throws IOException {
    var message = inbound.next();
    if (message == null) {
      throw ApiFault.badRequest("the call carries no message");
    }
    try {
      return parser.parseFrom(message);
    } catch (InvalidProtocolBufferException malformed) {
      throw ApiFault.badRequest("the message is malformed: " + malformed.getMessage());
    }
  }

  private static String path(String namespace, String pod, String subresource) {
    if (namespace.isEmpty()) {
      throw ApiFault.badRequest("namespace is required");
    }
    return Paths.object(
        Target.newBuilder()
            .setVersion("v1")
            .setResource("pods")
            .setNamespace(namespace)
            .setName(pod)
            .setSubresource(subresource)
            .build());
  }

  private static void put(Parameters query, String name, String value) {
    if (!value.isEmpty()) {
      query.set(name, value);
    }
  }

  private static void flag(Parameters query, String name, boolean value) {
    if (value) {
      query.set(name, "true");
    }
  }
}
