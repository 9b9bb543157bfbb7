package dev.quarterdeck.apiserver.http.connect;

import dev.quarterdeck.apiserver.http.body.BackendAnswer;
import dev.quarterdeck.apiserver.http.head.HttpCall;
import dev.quarterdeck.apiserver.http.watch.KeptOpen;
import java.util.concurrent.atomic.AtomicBoolean;

/** Passes the body of another server's answer on as it comes, at the client's pace. */
final class AnswerPipe {

  private AnswerPipe() {}

  /**
   * Begins; the head is to be written, and to be chunked unless the length is known.
   *
   * @param ended run once when it is over, however it ends
   */
  static void begin(HttpCall call, BackendAnswer answer, Runnable ended) {
    var context = call.context();
    var kept = new KeptOpen(context, call.request());
    context.runOnContext(ignored -> kept.begin()); // A followed log may be quiet for long.
    var once = new AtomicBoolean();
    answer
        .pipeTo(call.response())
        .onComplete(
            done -> {
              if (done.failed()) {
                call.response().reset();
              }
              if (once.compareAndSet(false, true)) {
                context.runOnContext(ignored -> kept.end());
                ended.run();
              }
            });
  }
}
