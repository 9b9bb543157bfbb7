package dev.quarterdeck.apiserver.access;

import dev.quarterdeck.model.FieldSelector;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.User;

/**
 * What is asked for, as an authorizer sees it.
 *
 * @param verb get, list, watch, create, update, patch, delete, deletecollection; for a non-resource
 *     path the lower-case HTTP method
 * @param group empty for the core group
 * @param resource empty for a non-resource path
 * @param path the URL path; only meaningful for a non-resource path
 * @param fields which objects of a collection it is about, by their fields
 */
public record Attributes(
    User user,
    String verb,
    String group,
    String version,
    String resource,
    String subresource,
    String namespace,
    String name,
    String path,
    FieldSelector fields) {

  public Attributes(
      User user,
      String verb,
      String group,
      String version,
      String resource,
      String subresource,
      String namespace,
      String name,
      String path) {
    this(
        user,
        verb,
        group,
        version,
        resource,
        subresource,
        namespace,
        name,
        path,
        FieldSelector.EVERYTHING);
  }

  public static Attributes ofPath(User user, String method, String path) {
    return new Attributes(user, method, "", "", "", "", "", "", path);
  }

  /** What the server asks of itself, which nobody is asked to permit: no verb is named. */
  public static Attributes own(
      User user, GroupVersionResource resource, String subresource, String namespace, String name) {
    return ofPath(user, "", "").about(resource, subresource, namespace, name);
  }

  /** The same user's wish about something else. */
  public Attributes about(
      GroupVersionResource resource, String subresource, String namespace, String name) {
    return new Attributes(
        user,
        verb,
        resource.group(),
        resource.version(),
        resource.resource(),
        subresource,
        namespace,
        name,
        path);
  }

  /** The same with another verb. */
  public Attributes asking(String verb) {
    return new Attributes(
        user, verb, group, version, resource, subresource, namespace, name, path, fields);
  }

  /** The one object it is about: by its name, or as what is selected from a collection. */
  public String objectName() {
    return name.isEmpty() ? selected("metadata.name") : name;
  }

  /** Whether it is about objects only whose field has this value. */
  public boolean selects(String field, String value) {
    for (var term : fields.requirements()) {
      if (term.equal() && term.field().equals(field) && term.value().equals(value)) {
        return true;
      }
    }
    return false;
  }

  private String selected(String field) {
    for (var term : fields.requirements()) {
      if (term.equal() && term.field().equals(field)) {
        return term.value();
      }
    }
    return "";
  }

  public boolean isResource() {
    return !resource.isEmpty();
  }

  /** {@code pods/log}, or the bare resource. */
  public String resourceAndSubresource() {
    return subresource.isEmpty() ? resource : resource + "/" + subresource;
  }

  /** Kubernetes' sentence for a refusal, as clients and scripts know it. */
  public String refusal() {
    if (!isResource()) {
      return "forbidden: User \"%s\" cannot %s path \"%s\"".formatted(user.name(), verb, path);
    }
    var groupResource = group.isEmpty() ? resource : resource + "." + group;
    var object =
        objectName().isEmpty() ? groupResource : groupResource + " \"" + objectName() + "\"";
    var where =
        namespace.isEmpty() ? "at the cluster scope" : "in the namespace \"" + namespace + "\"";
    return "%s is forbidden: User \"%s\" cannot %s resource \"%s\" in API group \"%s\" %s"
        .formatted(object, user.name(), verb, resourceAndSubresource(), group, where);
  }
}
