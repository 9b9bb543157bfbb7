package dev.quarterdeck.client.grpc;

import dev.quarterdeck.proto.v1.ApplyRequest;
import dev.quarterdeck.proto.v1.CreateRequest;
import dev.quarterdeck.proto.v1.DeleteCollectionRequest;
import dev.quarterdeck.proto.v1.DeleteRequest;
import dev.quarterdeck.proto.v1.GetRequest;
import dev.quarterdeck.proto.v1.ListPage;
import dev.quarterdeck.proto.v1.ListRequest;
import dev.quarterdeck.proto.v1.ObjectReply;
import dev.quarterdeck.proto.v1.PatchRequest;
import dev.quarterdeck.proto.v1.Target;
import dev.quarterdeck.proto.v1.UpdateRequest;
import dev.quarterdeck.proto.v1.WatchRequest;
import dev.quarterdeck.proto.v1.WriteOptions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.grpc.stub.BlockingClientCall;
import java.util.ArrayList;
import java.util.Optional;

/** One kind's objects, in one namespace, in all, or outside of them. Immutable. */
public final class Resources<T extends HasMetadata> {

  private static final String NOT_FOUND = "NotFound";

  private final GrpcClient client;
  private final Class<T> type;
  private final Target target;

  Resources(GrpcClient client, Class<T> type, Target target) {
    this.client = client;
    this.type = type;
    this.target = target;
  }

  /** The same resource in one namespace. */
  public Resources<T> inNamespace(String namespace) {
    return new Resources<>(client, type, target.toBuilder().setNamespace(namespace).build());
  }

  /** A subresource, such as status or scale. */
  public Resources<T> subresource(String name) {
    return new Resources<>(client, type, target.toBuilder().setSubresource(name).build());
  }

  private Target named(String name) {
    return target.toBuilder().setName(name).build();
  }

  private Target of(T object) {
    var metadata = object.getMetadata();
    var named = named(metadata.getName()).toBuilder();
    return target.getNamespace().isEmpty() && metadata.getNamespace() != null
        ? named.setNamespace(metadata.getNamespace()).build()
        : named.build();
  }

  private T read(ObjectReply reply) {
    return ObjectJson.read(reply.getObject(), type);
  }

  /** The object's newest state; empty when there is none. */
  public Optional<T> get(String name) {
    var request = GetRequest.newBuilder().setTarget(named(name)).build();
    try {
      return Optional.of(read(client.call(stub -> stub.get(request))));
    } catch (CallException failure) {
      if (failure.reason().equals(NOT_FOUND)) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  /** All objects that match, as they are now. */
  public ObjectList<T> list(Selection selection) {
    var request =
        ListRequest.newBuilder()
            .setTarget(target)
            .setLabelSelector(selection.labels())
            .setFieldSelector(selection.fields())
            .build();
    return readPages(client.streams().list(request));
  }

  private ObjectList<T> readPages(BlockingClientCall<?, ListPage> call) {
    var items = new ArrayList<T>();
    var revision = "";
    try (var pages = new MessageStream<>(call)) {
      for (var page = pages.next(); page != null; page = pages.next()) {
        page.getItemsList().forEach(item -> items.add(ObjectJson.read(item, type)));
        revision = page.getResourceVersion();
      }
    }
    return new ObjectList<>(items, revision);
  }

  /**
   * Watches: an {@link ObjectEvent.Added} for every object there is, a {@link ObjectEvent.Synced},
   * then every change. The watch outlives connections and servers: it resumes at the last revision
   * it was sent, without loss or repeat.
   */
  public ObjectWatch<T> watch(Selection selection) {
    return new ObjectWatch<>(client, type, watchRequest(selection), () -> list(selection));
  }

  private WatchRequest.Builder watchRequest(Selection selection) {
    return WatchRequest.newBuilder()
        .setTarget(target)
        .setLabelSelector(selection.labels())
        .setFieldSelector(selection.fields())
        .setBookmarks(true);
  }

  /** Creates the object; it may have a generateName instead of a name. */
  public T create(T object) {
    var request =
        CreateRequest.newBuilder()
            .setTarget(of(object).toBuilder().clearName())
            .setObject(ObjectJson.of(object))
            .build();
    return read(client.call(stub -> stub.create(request)));
  }

  /** Replaces the object; a stale resourceVersion in it is a Conflict. */
  public T update(T object) {
    var request =
        UpdateRequest.newBuilder().setTarget(of(object)).setObject(ObjectJson.of(object)).build();
    return read(client.call(stub -> stub.update(request)));
  }

  /**
   * Changes parts of an object.
   *
   * @param patch JSON text of the type's form
   */
  public T patch(String name, PatchRequest.Type how, String patch) {
    var request =
        PatchRequest.newBuilder().setTarget(named(name)).setType(how).setPatch(patch).build();
    return read(client.call(stub -> stub.patch(request)));
  }

  /**
   * Server-side apply: makes the object's fields what {@code object} says, or creates it.
   *
   * @param manager who the fields then belong to
   * @param force take fields from other managers
   */
  public T apply(T object, String manager, boolean force) {
    var request =
        ApplyRequest.newBuilder()
            .setTarget(of(object))
            .setObject(ObjectJson.of(object))
            .setOptions(WriteOptions.newBuilder().setFieldManager(manager))
            .setForce(force)
            .build();
    return read(client.call(stub -> stub.apply(request)));
  }

  /** Deletes the object; one that is not there is a {@link CallException} with NotFound. */
  public void delete(String name) {
    var request = DeleteRequest.newBuilder().setTarget(named(name)).build();
    client.call(stub -> stub.delete(request));
  }

  /** Deletes all objects that match, and returns them. */
  public ObjectList<T> deleteAll(Selection selection) {
    var request =
        DeleteCollectionRequest.newBuilder()
            .setTarget(target)
            .setLabelSelector(selection.labels())
            .setFieldSelector(selection.fields())
            .build();
    return readPages(client.streams().deleteCollection(request));
  }
}
