package dev.quarterdeck.apiserver.grpc;

import com.google.protobuf.MessageLite;
import dev.quarterdeck.apiserver.http.ApiPath;
import dev.quarterdeck.apiserver.http.ApiRoutes.Rooms;
import dev.quarterdeck.apiserver.http.ApiVerb;
import dev.quarterdeck.apiserver.http.Door;
import dev.quarterdeck.apiserver.http.Exchange;
import dev.quarterdeck.apiserver.http.Reply;
import dev.quarterdeck.apiserver.http.WatchStream;
import dev.quarterdeck.apiserver.verb.Caches;
import dev.quarterdeck.apiserver.verb.VerbRequest;
import dev.quarterdeck.apiserver.verb.Verbs;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.proto.v1.Resume;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The second door, for one call: the answers of one request path as this call's messages. */
final class CallDoor implements Door {

  /** Makes a unary call's reply of the answer. */
  @FunctionalInterface
  interface ReplyForm extends BiFunction<Exchange, Reply.Whole, MessageLite> {}

  /** Opens log, exec and portforward once they are allowed. */
  @FunctionalInterface
  interface Connector {
    Reply connect(VerbRequest request);
  }

  /**
   * What a method does in its own way.
   *
   * @param documents answers what is no resource
   */
  record Ways(ReplyForm replies, Connector connector, Function<Exchange, Reply> documents) {

    /** A method about objects. */
    static final Ways OF_OBJECTS = of(Replies::object);

    static Ways of(ReplyForm replies) {
      return new Ways(replies, Ways::noConnection, Ways::noDocument);
    }

    Ways withConnector(Connector other) {
      return new Ways(replies, other, documents);
    }

    Ways withDocuments(Function<Exchange, Reply> other) {
      return new Ways(replies, connector, other);
    }

    private static Reply noConnection(VerbRequest request) {
      throw ApiFault.badRequest(
          "%s is a stream: call PodLogs, PodExec, PodAttach or PortForward"
              .formatted(request.subresource()));
    }

    private static Reply noDocument(Exchange exchange) {
      throw new ApiFault(Reason.NOT_FOUND, "the target names no resource: " + exchange.path());
    }
  }

  private final GrpcCall call;
  private final Rooms rooms;
  private final Verbs verbs;
  private final Caches caches;
  private final EventFrame.Forms forms;
  private final Ways ways;
  private Resume resume;
  private Runnable list;

  CallDoor(
      GrpcCall call, Rooms rooms, Verbs verbs, Caches caches, EventFrame.Forms forms, Ways ways) {
    this.call = call;
    this.rooms = rooms;
    this.verbs = verbs;
    this.caches = caches;
    this.forms = forms;
    this.ways = ways;
  }

  @Override
  public Reply document(Exchange exchange) {
    return ways.documents.apply(exchange);
  }

  @Override
  public Reply handle(Exchange exchange, ApiVerb verb, VerbRequest request) {
    if (verb != ApiVerb.LIST && verb != ApiVerb.DELETE_COLLECTION) {
      return rooms.resources().handle(exchange, verb, request);
    }
    var writer = rooms.presenter().writer(exchange, request.type());
    var page = rooms.resources().page(exchange, verb, request);
    var pages = new ListPages(call, writer);
    list = () -> pages.send(exchange, page); // Once the request's place is free for another.
    return new Reply.Streaming(200);
  }

  @Override
  public Reply watch(Exchange exchange, VerbRequest request, Runnable ended) {
    var type = request.type();
    var writer = rooms.presenter().writer(exchange, type);
    var kind = type.resource().apiVersion() + " " + type.kind();
    var messages =
        new WatchMessages(call, writer, forms.of(writer, kind), () -> caches.of(type).revision());
    var stream = new WatchStream(exchange, messages, ended);
    try {
      var watch = verbs.watch().open(request, stream::wake);
      messages.beginsWith(watch.watcher().imageRevision());
      messages.beginsAfter(request.read().resourceVersion());
      call.endedBy(stream::cut);
      stream.start(watch);
    } catch (RuntimeException failure) {
      stream.abandon();
      if (failure instanceof ApiFault fault) {
        resume = messages.resume(fault);
      }
      throw failure;
    }
    return new Reply.Streaming(200);
  }

  @Override
  public Reply connect(Exchange exchange, VerbRequest request, ApiPath path, Runnable ended) {
    call.whenOver(ended); // Failures end the call too.
    return ways.connector.connect(request);
  }

  @Override
  public void answer(Exchange exchange, Reply reply) {
    switch (reply) {
      case Reply.Whole whole -> call.reply(ways.replies.apply(exchange, whole));
      case Reply.Refused refused ->
          call.end(Outcome.of(refused.fault(), exchange.warnings(), resume));
      case Reply.Streaming _ -> {
        if (list != null) {
          list.run();
        }
      }
      case Reply.Large large ->
          throw new IllegalStateException("lists are this door's own: " + large.contentType());
    }
  }
}
