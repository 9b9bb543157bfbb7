package dev.quarterdeck.apiserver.verb;

import dev.quarterdeck.apiserver.admission.AdmissionChain;
import dev.quarterdeck.apiserver.admission.Lookup;
import dev.quarterdeck.apiserver.allocation.WriteHooks;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.token.TokenSource;
import dev.quarterdeck.kinds.Registry;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.machinery.schema.Schemas;
import dev.quarterdeck.model.NameGenerator;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** All the verbs: what every door to the API calls. */
public record Verbs(
    Get get,
    ListAll listAll,
    Watch watch,
    Create create,
    Update update,
    Patch patch,
    ServerSideApply apply,
    Delete delete,
    DeleteCorrupt deleteCorrupt,
    DeleteMany deleteMany,
    Scale scale,
    Bind bind,
    Evict evict,
    IssueToken issueToken,
    Review review,
    Connect connect,
    RequestBodies bodies,
    Registry registry) {

  /**
   * Wires them.
   *
   * @param lookup finds the objects that tokens are for
   * @param tokens signs them
   * @param uids makes metadata.uid
   * @param computed finds out the objects that are not stored
   * @param hooks what writes of a kind take from shared pools
   */
  public static Verbs over(
      Store store,
      Registry registry,
      CacheLookup caches,
      AdmissionChain admission,
      Lookup lookup,
      TokenSource tokens,
      Schemas schemas,
      InstantSource clock,
      RandomGenerator random,
      Supplier<String> uids,
      Function<ResourceType, WriteHooks> hooks,
      ComputedObjects computed) {
    var fields = new FieldCheck(schemas);
    var owners = new FieldOwners(fields, registry, clock);
    var plugins = new Admission(admission);
    var preparation = new Preparation(plugins, owners, fields, clock);
    var writes = new GuardedWrite(store, caches, hooks);
    var get = new Get(caches, computed);
    var list = new ListAll(caches, store, computed);
    var bodies = new RequestBodies(schemas);
    var create =
        new Create(store, preparation, fields, new NameGenerator(random), uids, clock, hooks);
    var update = new Update(writes, preparation, fields, create);
    var delete = new Delete(writes, preparation, plugins);
    return new Verbs(
        get,
        list,
        new Watch(caches, random),
        create,
        update,
        new Patch(update, fields),
        new ServerSideApply(create, update, fields, owners),
        delete,
        new DeleteCorrupt(store),
        new DeleteMany(list, delete, plugins),
        new Scale(get, update, bodies, owners, preparation, plugins),
        new Bind(registry, writes, preparation, plugins, bodies),
        new Evict(registry, caches, get, writes, delete, preparation, plugins, bodies),
        new IssueToken(lookup, tokens, plugins, bodies),
        new Review(plugins, bodies),
        new Connect(admission),
        bodies,
        registry);
  }
}
