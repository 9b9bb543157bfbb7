package dev.quarterdeck.apiserver.verb;

import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.watchcache.CachedObject;
import dev.quarterdeck.apiserver.watchcache.ResourceCache;
import dev.quarterdeck.apiserver.watchcache.ResourceCache.Scope;
import dev.quarterdeck.apiserver.watchcache.ResourceCache.Slice;
import dev.quarterdeck.apiserver.watchcache.ServedVersion;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import java.time.Duration;
import java.util.List;

/**
 * GET on a collection. Which state is read follows the table in <a
 * href="https://kubernetes.io/docs/reference/using-api/api-concepts/#semantics-for-get-and-list">API
 * concepts</a>.
 */
public final class ListAll {

  /**
   * One page.
   *
   * @param continueToken empty when nothing remains
   * @param remaining how many objects remain when that is known; 0 otherwise
   */
  public record Page(
      List<CachedObject> objects, long revision, String continueToken, long remaining) {}

  private static final String TOO_OLD =
      "The provided continue parameter is too old to display a consistent list result. You can"
          + " start a new list without the continue parameter, or use the continue token in this"
          + " response to retrieve the remainder of the results. Continuing with the provided token"
          + " results in an inconsistent list - objects that were created, modified, or deleted"
          + " between the time the first chunk was returned and now may show up in the list.";

  private final CacheLookup caches;
  private final PastLists past;
  private final ComputedObjects computed;

  ListAll(CacheLookup caches, Store store, ComputedObjects computed) {
    this.caches = caches;
    this.computed = computed;
    this.past = new PastLists(store);
  }

  /**
   * @throws ApiFault BAD_REQUEST; EXPIRED when the asked revision is gone; TIMEOUT when it is not
   *     reached in time
   */
  public Page list(VerbRequest request) {
    Selectors.check(request);
    var read = request.read();
    ReadOptionRules.check(read);
    var objects = computed.all(request.type());
    if (objects.isPresent()) {
      return Computed.page(request, objects.get());
    }
    if (!read.continueToken().isEmpty()) {
      return next(request, ContinueToken.decode(read.continueToken()));
    }
    var cache = caches.of(request.type());
    if (read.consistent()) {
      cache.awaitCurrent(request.deadline().remaining());
    } else if (!read.anyVersion()) {
      var revision = ResourceVersionParameter.parse(read.resourceVersion());
      cache.awaitRevision(revision, ResourceVersionParameter.patience(request));
      if (ReadOptionRules.exact(read)) {
        return page(request, at(request, cache, "", revision));
      }
    }
    return page(request, cache.list(scope(request), "", read.limit()));
  }

  private Page next(VerbRequest request, ContinueToken token) {
    var cache = caches.of(request.type());
    var after = request.type().storePrefix() + token.startAfter();
    if (token.revision() == ContinueToken.INCONSISTENT) {
      cache.awaitCurrent(request.deadline().remaining());
      return page(request, cache.list(scope(request), after, request.read().limit()));
    }
    cache.awaitRevision(token.revision(), ResourceVersionParameter.patience(request));
    try {
      return page(request, at(request, cache, after, token.revision()));
    } catch (ApiFault fault) {
      throw fault.reason() == Reason.EXPIRED ? expired(token) : fault;
    }
  }

  private Slice at(VerbRequest request, ResourceCache cache, String after, long revision) {
    var limit = request.read().limit();
    past.check(revision);
    return cache
        .listAt(scope(request), after, limit, revision)
        .orElseGet(() -> past.list(request.type(), scope(request), after, limit, revision));
  }

  private static ApiFault expired(ContinueToken token) {
    var goOn = new ContinueToken(ContinueToken.INCONSISTENT, token.startAfter()).encode();
    return new ApiFault(
        Reason.EXPIRED, TOO_OLD, new ApiFault.Details("", "", "", List.of(), Duration.ZERO, goOn));
  }

  static Scope scope(VerbRequest request) {
    var read = request.read();
    return new Scope(request.namespace(), read.labels(), Selectors.stored(request));
  }

  private static Page page(VerbRequest request, Slice slice) {
    var token = "";
    if (slice.more() && !slice.objects().isEmpty()) {
      var last = slice.objects().getLast().storeKey();
      var prefix = request.type().storePrefix();
      token = new ContinueToken(slice.revision(), last.substring(prefix.length())).encode();
    }
    var objects = ServedVersion.all(request.type(), slice.objects());
    return new Page(objects, slice.revision(), token, slice.remaining());
  }
}
