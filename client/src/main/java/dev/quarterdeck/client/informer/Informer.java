package dev.quarterdeck.client.informer;

import dev.quarterdeck.client.background.Background;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Latch;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a local copy of one collection and tells handlers of its changes. It is built, started,
 * read and closed:
 *
 * <pre>{@code
 * var pods = Informer.builder(client, Pod.class, time)
 *     .fields("spec.nodeName=" + node)
 *     .index("node", pod -> List.of(pod.getSpec().getNodeName()))
 *     .onChange(change -> queue.add(ObjectKey.of(change.object())))
 *     .start();
 * pods.awaitSynced(Duration.ofSeconds(30));
 * }</pre>
 *
 * <p>It outlives restarts of the server: a lost watch resumes (waits of 0.1 to 5 s between tries),
 * a version that the server no longer has leads to a new list, whose differences reach the handlers
 * as changes.
 *
 * <p>Handlers are called one change after the other from one thread of the informer's own, outside
 * any lock, after the store has taken the change in (the store may already be ahead of it). A
 * handler that throws is logged and called again for the next change.
 */
public final class Informer<T extends HasMetadata> implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Informer.class);

  private final String resource;
  private final ObjectStore<T> store;
  private final ChangeFeed<T> feed;
  private final List<Consumer<Change<T>>> handlers;
  private final Latch synced;
  private final Reflector<T> reflector;
  private final Background follower;
  private final Background dispatcher;

  private Informer(Builder<T> built) {
    resource = built.source.resource().resource();
    store = new ObjectStore<>(built.indexers);
    handlers = List.copyOf(built.handlers);
    feed = new ChangeFeed<>(built.time);
    synced = new Latch(built.time);
    var api = new CollectionApi<>(built.client, built.source, built.scope(), built.transform());
    reflector = new Reflector<>(api, new StoreTarget(), built.time, built.random);
    follower = new Background("reflector-" + resource, built.time, reflector::run);
    dispatcher = new Background("handlers-" + resource, built.time, this::dispatch);
  }

  /** Begins to describe an informer for every object of {@code type} the client may see. */
  public static <T extends HasMetadata> Builder<T> builder(
      KubernetesClient client, Class<T> type, Time time) {
    return new Builder<>(client, CollectionApi.Source.of(type), time);
  }

  /**
   * Begins to describe an informer of the metadata of any resource, known by its name only. A
   * server that cannot cut objects down sends them whole, and the rest is left unread.
   */
  public static Builder<PartialObjectMetadata> metadata(
      KubernetesClient client, GroupVersionResource resource, Time time) {
    return new Builder<>(
        client, new CollectionApi.Source<>(PartialObjectMetadata.class, resource, true), time);
  }

  /** Starts to list and watch, without waiting for the first list; call once. */
  public Informer<T> start() {
    dispatcher.start();
    follower.start();
    return this;
  }

  /** What the informer knows now; empty until the first list has come. */
  public ObjectStore<T> store() {
    return store;
  }

  /** The first list is in the store and the handlers have seen all of it. */
  public boolean isSynced() {
    return synced.isOpen();
  }

  /**
   * Waits until {@link #isSynced}.
   *
   * @return false when {@code limit} passed first
   */
  public boolean awaitSynced(Duration limit) throws InterruptedException {
    return synced.await(limit);
  }

  /** Why the collection cannot be listed or watched at present; empty while it can. */
  public Optional<String> lastError() {
    return reflector.lastError();
  }

  /** Stops at once and waits a few seconds at most for a running handler. */
  @Override
  public void close() {
    Background.closeAll(List.of(follower, dispatcher));
  }

  private void dispatch() throws InterruptedException {
    while (true) {
      var batch = feed.take();
      for (var change : batch.changes()) {
        tell(change);
      }
      if (batch.initial()) {
        synced.open();
      }
    }
  }

  private void tell(Change<T> change) throws InterruptedException {
    for (var handler : handlers) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      try {
        handler.accept(change);
      } catch (RuntimeException | Error e) {
        LOG.error(
            "handler failed resource={} object={}", resource, ObjectKey.of(change.object()), e);
      }
    }
  }

  private final class StoreTarget implements Reflector.Target<T> {
    @Override
    public void replace(List<T> list) {
      feed.offer(store.replace(list));
      feed.markListed();
    }

    @Override
    public void present(T object) {
      feed.offer(store.put(object));
    }

    @Override
    public void gone(T last) {
      feed.offer(store.remove(last));
    }
  }

  /** Describes an informer; every setting is optional. */
  public static final class Builder<T extends HasMetadata> {
    private final KubernetesClient client;
    private final CollectionApi.Source<T> source;
    private final Map<String, Function<T, Collection<String>>> indexers = new LinkedHashMap<>();
    private final List<Consumer<Change<T>>> handlers = new ArrayList<>();
    private final Time time;
    private UnaryOperator<T> transform = UnaryOperator.identity();
    private RandomGenerator random = RandomGenerator.getDefault();
    private String namespace = "";
    private String labels = "";
    private String fields = "";

    private Builder(KubernetesClient client, CollectionApi.Source<T> source, Time time) {
      this.client = client;
      this.source = source;
      this.time = time;
    }

    /** Only this namespace. */
    public Builder<T> namespace(String only) {
      namespace = only;
      return this;
    }

    /** Only objects this label selector (query text) matches. */
    public Builder<T> labels(String selector) {
      labels = selector;
      return this;
    }

    /** Only objects this field selector (query text) matches. */
    public Builder<T> fields(String selector) {
      fields = selector;
      return this;
    }

    /**
     * Slims each object before it is kept; managedFields are dropped anyway. It may change its
     * argument, and must leave name, namespace, uid and resourceVersion.
     */
    public Builder<T> transform(UnaryOperator<T> slimming) {
      transform = slimming;
      return this;
    }

    /** Keeps an index; the function gives the values an object is found under, never null. */
    public Builder<T> index(String name, Function<T, ? extends Collection<String>> indexer) {
      indexers.put(name, indexer::apply);
      return this;
    }

    /** Adds a handler; several are called in the order they were added. */
    public Builder<T> onChange(Consumer<Change<T>> handler) {
      handlers.add(handler);
      return this;
    }

    /** Spreads its waits and its watches' lifetimes; only the informer's own thread uses it. */
    public Builder<T> random(RandomGenerator generator) {
      random = generator;
      return this;
    }

    /** An informer that is still to be started. */
    public Informer<T> build() {
      return new Informer<>(this);
    }

    /** An informer that was started, as by {@link Informer#start}. */
    public Informer<T> start() {
      return build().start();
    }

    private CollectionApi.Scope scope() {
      return new CollectionApi.Scope(namespace, labels, fields);
    }

    private UnaryOperator<T> transform() {
      return object -> {
        object.getMetadata().setManagedFields(null);
        return transform.apply(object);
      };
    }
  }
}
