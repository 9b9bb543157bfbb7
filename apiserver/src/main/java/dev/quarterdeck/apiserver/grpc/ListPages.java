package dev.quarterdeck.apiserver.grpc;

import dev.quarterdeck.apiserver.answer.Presenter.ObjectWriter;
import dev.quarterdeck.apiserver.request.Exchange;
import dev.quarterdeck.apiserver.verb.ListAll;
import dev.quarterdeck.proto.v1.ListPage;
import java.io.IOException;

/** A list as messages of about a mebibyte at most, put together while they are sent. */
final class ListPages {

  private static final int BYTES_AT_ONCE = 1 << 20;

  private final GrpcCall call;
  private final ObjectWriter writer;

  ListPages(GrpcCall call, ObjectWriter writer) {
    this.call = call;
    this.writer = writer;
  }

  /** Sends the whole list at the client's pace. */
  void send(Exchange exchange, ListAll.Page list) {
    try {
      var page = next(list).addAllWarnings(exchange.warnings().all());
      var bytes = 0;
      for (var object : list.objects()) {
        var written = writer.write(object.stored(), object.revision());
        if (bytes > 0 && bytes + written.length > BYTES_AT_ONCE) {
          call.send(page.build());
          page = next(list);
          bytes = 0;
        }
        page.addItems(Translation.object(written, writer.protobuf()));
        bytes += written.length;
      }
      page.setContinueToken(list.continueToken()).setRemainingItemCount(list.remaining());
      call.send(page.build());
      call.end(Outcome.OK);
    } catch (IOException gone) {
      call.cancelled();
    }
  }

  private static ListPage.Builder next(ListAll.Page list) {
    return ListPage.newBuilder().setResourceVersion(Long.toString(list.revision()));
  }
}
