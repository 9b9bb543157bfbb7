package dev.quarterdeck.apiserver.request;

import dev.quarterdeck.apiserver.access.Attributes;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldSelector;
import dev.quarterdeck.model.User;
import java.util.Locale;
import java.util.Set;

/**
 * What a request asks for, read from its method, path and query once, at the door. Permission, the
 * audit log, metrics and the verbs all go by it.
 */
public sealed interface RequestInfo {

  /**
   * Reads it. Who asks is not known yet.
   *
   * @throws ApiFault BAD_REQUEST for a malformed escape in the path
   */
  static RequestInfo read(String method, String path, NamedValues query) {
    return ApiPath.parse(path)
        .<RequestInfo>map(
            asked ->
                OfResource.read(ApiVerb.of(method, asked, query.flag("watch")), asked, path, query))
        .orElseGet(() -> new OfPath(method.toLowerCase(Locale.ROOT), path));
  }

  /** As an authorizer sees it, asked by this user. */
  Attributes by(User user);

  /** Whether its answer may take as long as it likes: it takes no seat among those in flight. */
  boolean longRunning();

  boolean mutates();

  /** Whether it may ask to switch protocols; anywhere else the wish is ignored. */
  boolean maySwitch();

  /** A kind's objects. */
  record OfResource(ApiVerb verb, ApiPath path, String url, FieldSelector fields)
      implements RequestInfo {

    private static final Set<String> SWITCHING = Set.of("exec", "attach", "portforward", "proxy");

    private static OfResource read(ApiVerb verb, ApiPath path, String url, NamedValues query) {
      return new OfResource(
          verb, path, url, verb.ofCollection() ? fields(query) : FieldSelector.EVERYTHING);
    }

    /** What nobody can read permits nothing; the verb refuses it. */
    private static FieldSelector fields(NamedValues query) {
      try {
        return FieldSelector.parse(query.get("fieldSelector"));
      } catch (ApiFault malformed) {
        return FieldSelector.EVERYTHING;
      }
    }

    @Override
    public Attributes by(User user) {
      var resource = path.resource();
      return new Attributes(
          user,
          verb.asked(),
          resource.group(),
          resource.version(),
          resource.resource(),
          path.subresource(),
          path.namespace(),
          path.name(),
          url,
          fields);
    }

    /** Whether it leads through this server to a node agent, a pod or a service. */
    public boolean connects() {
      return path.subresource().equals("log") || maySwitch();
    }

    @Override
    public boolean longRunning() {
      return verb == ApiVerb.WATCH || connects();
    }

    @Override
    public boolean mutates() {
      return verb.mutates();
    }

    @Override
    public boolean maySwitch() {
      return SWITCHING.contains(path.subresource());
    }
  }

  /**
   * Anything that is no resource: discovery, version, health and the like.
   *
   * @param verb the HTTP method in lower case
   */
  record OfPath(String verb, String path) implements RequestInfo {

    @Override
    public Attributes by(User user) {
      return Attributes.ofPath(user, verb, path);
    }

    @Override
    public boolean longRunning() {
      return false;
    }

    @Override
    public boolean mutates() {
      return false;
    }

    @Override
    public boolean maySwitch() {
      return false;
    }
  }
}
