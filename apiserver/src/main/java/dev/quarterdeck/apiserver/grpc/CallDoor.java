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
import dev.quarterdeck.proto.v1.Resume;
import java.util.function.BiFunction;

/** The second door, for one call: the answers of one request path as this call's messages. */
final class CallDoor implements Door {

  /** Makes a unary call's reply of the answer. */
  @FunctionalInterface
  interface ReplyForm extends BiFunction<Exchange, Reply.Whole, MessageLite> {}

  /** Opens log, exec and portforward once they are allowed. */
  @FunctionalInterface
  interface Connector {
    Reply connect(VerbRequest request, Runnable ended);
  }

  private final GrpcCall call;
  private final Rooms rooms;
  private final Verbs verbs;
  private final Caches caches;
  private final EventFrame.Forms forms;
  private final ReplyForm replies;
  private final Connector connector;
  private Resume resume;
  private Runnable list;

  CallDoor(
      GrpcCall call,
      Rooms rooms,
      Verbs verbs,
      Caches caches,
      EventFrame.Forms forms,
      ReplyForm replies,
      Connector connector) {
    this.call = call;
    this.rooms = rooms;
    this.verbs = verbs;
    this.caches = caches;
    this.forms = forms;
    this.replies = replies;
    this.connector = connector;
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
    try {
      return connector.connect(request, ended);
    } catch (RuntimeException failed) {
      ended.run();
      throw failed;
    }
  }

  @Override
  public void answer(Exchange exchange, Reply reply) {
    switch (reply) {
      case Reply.Whole whole -> call.reply(replies.apply(exchange, whole));
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
