package dev.quarterdeck.apiserver.store;

import dev.quarterdeck.apiserver.store.MemoryHistory.News;

/** A watch of the memory store: a cursor over its history and the thread that moves it. */
final class MemoryWatch implements Store.Watch {

  private final MemoryHistory history;
  private final String prefix;
  private final Store.Listener listener;
  private final Thread thread;
  private volatile boolean over;

  MemoryWatch(MemoryHistory history, String prefix, long fromRevision, Store.Listener listener) {
    this.history = history;
    this.prefix = prefix;
    this.listener = listener;
    this.thread = Thread.ofVirtual().name("memory-store-watch").start(() -> run(fromRevision - 1));
  }

  private void run(long start) {
    var seen = start;
    try {
      while (!over) {
        switch (history.next(seen, prefix)) {
          case News.Changes changes -> {
            tell(changes);
            seen = changes.upTo();
          }
          case News.Ended(var compactedRevision, var cause) -> end(compactedRevision, cause);
        }
      }
    } catch (InterruptedException e) {
      over = true; // Closed: the listener is not called again.
    } catch (RuntimeException e) {
      end(0, e); // A listener's defect ends its own watch only.
    }
  }

  private void tell(News.Changes changes) {
    var events = changes.events();
    if (!events.isEmpty()) {
      listener.events(events);
    }
    if (events.isEmpty() || events.getLast().revision() < changes.upTo()) {
      listener.progress(changes.upTo());
    }
  }

  private void end(long compactedRevision, Throwable cause) {
    over = true;
    listener.ended(compactedRevision, cause);
  }

  @Override
  public void close() {
    over = true;
    thread.interrupt();
  }
}
