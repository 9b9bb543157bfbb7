package dev.quarterdeck.apiserver.grpc;

import com.google.protobuf.MessageLite;
import dev.quarterdeck.apiserver.http.watch.WatchStream;
import dev.quarterdeck.apiserver.request.ApiVerb;
import dev.quarterdeck.apiserver.request.Door;
import dev.quarterdeck.apiserver.request.Exchange;
import dev.quarterdeck.apiserver.request.Reply;
import dev.quarterdeck.apiserver.request.RequestPath;
import dev.quarterdeck.apiserver.verb.VerbRequest;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.proto.v1.Resume;
import java.util.function.BiFunction;
import java.util.function.Consumer;
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
   * @param stream answers what is no resource over time, once the request's seat is free for
   *     another; null for a method that has documents
   */
  record Handlers(
      ReplyForm replies,
      Connector connector,
      Function<Exchange, Reply> documents,
      Consumer<Exchange> stream) {

    /** A method about objects. */
    static final Handlers OF_OBJECTS = of(Replies::object);

    static Handlers of(ReplyForm replies) {
      return new Handlers(replies, Handlers::noConnection, Handlers::noDocument, null);
    }

    Handlers withConnector(Connector other) {
      return new Handlers(replies, other, documents, stream);
    }

    Handlers withDocuments(Function<Exchange, Reply> other) {
      return new Handlers(replies, connector, other, stream);
    }

    Handlers withStream(Consumer<Exchange> other) {
      return new Handlers(replies, connector, documents, other);
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
  private final GrpcRoutes.Parts parts;
  private final EventFrame.Forms forms;
  private final Handlers handlers;
  private Resume resume;

  /** What is sent once the request's seat is free for another. */
  private Runnable stream = () -> {};

  CallDoor(GrpcCall call, GrpcRoutes.Parts parts, EventFrame.Forms forms, Handlers handlers) {
    this.call = call;
    this.parts = parts;
    this.forms = forms;
    this.handlers = handlers;
  }

  @Override
  public Reply document(Exchange exchange) {
    if (handlers.stream == null) {
      return handlers.documents.apply(exchange);
    }
    stream = () -> handlers.stream.accept(exchange);
    return new Reply.Streaming(200);
  }

  @Override
  public Reply handle(Exchange exchange, ApiVerb verb, VerbRequest request) {
    var resources = parts.answers().resources();
    if (verb != ApiVerb.LIST && verb != ApiVerb.DELETE_COLLECTION) {
      return resources.handle(exchange, verb, request);
    }
    var writer = parts.answers().presenter().writer(exchange, request.type());
    var page = resources.page(exchange, verb, request);
    stream = () -> new ListPages(call, writer).send(exchange, page);
    return new Reply.Streaming(200);
  }

  @Override
  public Reply watch(Exchange exchange, VerbRequest request, Runnable ended) {
    var type = request.type();
    var writer = parts.answers().presenter().writer(exchange, type);
    var kind = type.resource().apiVersion() + " " + type.kind();
    var messages =
        new WatchMessages(
            call, writer, forms.of(writer, kind), () -> parts.caches().of(type).revision());
    var stream = new WatchStream(call.context(), call.request(), messages, ended);
    try {
      var watch = parts.answers().verbs().watch().open(request, stream::wake);
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
  public Reply connect(Exchange exchange, VerbRequest request, Runnable ended) {
    call.whenOver(ended); // Failures end the call too.
    return handlers.connector.connect(request);
  }

  @Override
  public int answer(Exchange exchange, Reply reply) {
    switch (reply) {
      case Reply.Whole whole -> call.reply(handlers.replies.apply(exchange, whole));
      case Reply.Refused refused -> refuse(exchange, refused.fault());
      case Reply.Streaming _ -> stream(exchange);
      case Reply.Large large ->
          throw new IllegalStateException("lists are this door's own: " + large.contentType());
    }
    return reply.code();
  }

  private void stream(Exchange exchange) {
    try {
      stream.run();
    } catch (RuntimeException failure) {
      refuse(exchange, RequestPath.fault(exchange, failure));
    }
  }

  private void refuse(Exchange exchange, ApiFault fault) {
    call.end(Outcome.of(fault, exchange.warnings().all(), resume));
  }
}
