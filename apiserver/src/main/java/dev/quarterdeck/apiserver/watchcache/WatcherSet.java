package dev.quarterdeck.apiserver.watchcache;

import dev.quarterdeck.model.ApiFault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The open watches of one cache. Those that ask for one value of a field (a kubelet's {@code
 * spec.nodeName=…}, a wait for one name) are found by that value, so that a change costs by the
 * number of watches it concerns, not by the number of nodes.
 */
final class WatcherSet {

  private record Trigger(String field, String value) {}

  private final Set<CacheWatcher> others = ConcurrentHashMap.newKeySet();
  private final Map<Trigger, Set<CacheWatcher>> triggered = new ConcurrentHashMap<>();
  private final Map<String, Integer> triggerFields = new ConcurrentHashMap<>();

  void add(CacheWatcher watcher) {
    var trigger = triggerOf(watcher);
    if (trigger == null) {
      others.add(watcher);
      return;
    }
    triggerFields.merge(trigger.field, 1, Integer::sum);
    triggered.compute(
        trigger,
        (_, set) -> {
          var grown = set == null ? ConcurrentHashMap.<CacheWatcher>newKeySet() : set;
          grown.add(watcher);
          return grown;
        });
  }

  void remove(CacheWatcher watcher) {
    var trigger = triggerOf(watcher);
    if (trigger == null) {
      others.remove(watcher);
      return;
    }
    triggered.computeIfPresent(
        trigger,
        (_, set) -> {
          if (set.remove(watcher)) {
            triggerFields.computeIfPresent(trigger.field, (_, n) -> n == 1 ? null : n - 1);
          }
          return set.isEmpty() ? null : set;
        });
  }

  private static Trigger triggerOf(CacheWatcher watcher) {
    for (var requirement : watcher.scope().fields().requirements()) {
      if (requirement.equal()) {
        return new Trigger(requirement.field(), requirement.value());
      }
    }
    return null;
  }

  /** Offers the change to those it may concern; how many took it. */
  int offer(ImageChange change) {
    if (change.isCorrupt()) {
      return offer(change, all());
    }
    var taken = offer(change, others);
    for (var field : triggerFields.keySet()) {
      var before = change.before() == null ? null : change.before().field(field);
      var after = change.after() == null ? null : change.after().field(field);
      if (before != null) {
        taken += offer(change, triggered.getOrDefault(new Trigger(field, before), Set.of()));
      }
      if (after != null && !after.equals(before)) {
        taken += offer(change, triggered.getOrDefault(new Trigger(field, after), Set.of()));
      }
    }
    return taken;
  }

  private static int offer(ImageChange change, Collection<CacheWatcher> watchers) {
    var taken = 0;
    for (var watcher : watchers) {
      if (watcher.offer(change)) {
        taken++;
        watcher.wake();
      }
    }
    return taken;
  }

  private List<CacheWatcher> all() {
    var all = new ArrayList<>(others);
    triggered.values().forEach(all::addAll);
    return all;
  }

  /** Cuts the watchers that lag behind history; how many. */
  int cutLost(History history) {
    var oldest = history.oldest();
    var cut = 0;
    for (var watcher : all()) {
      if (watcher.cutIfLost(oldest)) {
        cut++;
        watcher.wake();
      }
    }
    return cut;
  }

  void wakeAll() {
    all().forEach(CacheWatcher::wake);
  }

  void cutAll(ApiFault reason) {
    all().forEach(watcher -> watcher.cut(reason));
  }

  void bookmark(Supplier<WatchEvent.Bookmark> bookmark, Instant now, Instant next) {
    WatchEvent.Bookmark shared = null;
    for (var watcher : all()) {
      if (watcher.bookmarkDue(now, next)) {
        shared = shared == null ? bookmark.get() : shared;
        watcher.offerBookmark(shared);
      }
    }
  }
}
