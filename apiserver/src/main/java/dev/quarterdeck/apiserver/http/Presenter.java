package dev.quarterdeck.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.registry.ResourceType;
import dev.quarterdeck.apiserver.verb.ListAll;
import dev.quarterdeck.apiserver.watchcache.CachedObject;
import dev.quarterdeck.apiserver.watchcache.ListBody;
import dev.quarterdeck.apiserver.watchcache.StoredJson;
import dev.quarterdeck.apiserver.watchcache.WatchEvent;
import dev.quarterdeck.model.Json;
import java.time.InstantSource;
import java.util.List;

/** Writes objects, lists and events in the form a client asked for. */
final class Presenter {

  private final InstantSource clock;

  Presenter(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * One stored object. Plain JSON is the stored bytes with the version spliced in.
   *
   * @param revision 0 for an object that was not really stored (a dry run)
   */
  byte[] object(ResourceType type, byte[] stored, long revision, Form form, String include) {
    if (form.equals(Form.JSON)) {
      return revision == 0 ? stored : StoredJson.splice(stored, revision);
    }
    return tree(type, StoredJson.decode(stored, revision), form, include);
  }

  /** One object that is at hand as a tree, resourceVersion included. */
  byte[] tree(ResourceType type, ObjectNode object, Form form, String include) {
    var shown =
        switch (form.view()) {
          case OBJECT -> object;
          case METADATA -> Tables.metadataOnly(object);
          case TABLE ->
              Tables.of(type, List.of(object), object.path("metadata"), include, clock.instant());
        };
    return form.yaml() ? Yaml.write(shown) : Json.write(shown);
  }

  byte[] list(ResourceType type, ListAll.Page page, Form form, String include) {
    return switch (form.view()) {
      case OBJECT -> {
        var json = body(type, page).toBytes();
        yield form.yaml() ? Yaml.write(Json.parse(json)) : json;
      }
      case METADATA -> {
        var list = Json.object();
        list.put("kind", "PartialObjectMetadataList").put("apiVersion", "meta.k8s.io/v1");
        list.set("metadata", metadata(page));
        var items = list.putArray("items");
        trees(page.objects()).forEach(object -> items.add(Tables.metadataOnly(object)));
        yield Json.write(list);
      }
      case TABLE ->
          Json.write(
              Tables.of(type, trees(page.objects()), metadata(page), include, clock.instant()));
    };
  }

  /** The list as plain JSON, which needs no parsing. */
  static ListBody body(ResourceType type, ListAll.Page page) {
    return new ListBody(
        type.kind() + "List",
        type.resource().apiVersion(),
        page.revision(),
        page.continueToken(),
        page.remaining(),
        page.objects());
  }

  private static ObjectNode metadata(ListAll.Page page) {
    var metadata = Json.object().put("resourceVersion", Long.toString(page.revision()));
    if (!page.continueToken().isEmpty()) {
      metadata.put("continue", page.continueToken());
      if (page.remaining() > 0) {
        metadata.put("remainingItemCount", page.remaining());
      }
    }
    return metadata;
  }

  private static List<ObjectNode> trees(List<CachedObject> objects) {
    return objects.stream().map(o -> StoredJson.decode(o.stored(), o.revision())).toList();
  }

  /**
   * One line of a watch. Plain JSON is the event's own bytes, shared by all watchers.
   *
   * @param first whether it is the stream's first object: later tables leave out their columns
   */
  byte[] event(ResourceType type, WatchEvent event, Form form, String include, boolean first) {
    if (form.view() == Form.View.OBJECT) {
      return event.json();
    }
    var line = Json.parseObject(event.json());
    var object = (ObjectNode) line.get("object");
    if (event instanceof WatchEvent.OfObject) {
      line.set("object", shown(type, object, form, include, first));
    } else if (form.view() == Form.View.METADATA) {
      line.set("object", Tables.metadataOnly(object));
    } else {
      line.set(
          "object", Tables.of(type, List.of(), object.path("metadata"), include, clock.instant()));
    }
    var bytes = Json.write(line);
    var withNewline = java.util.Arrays.copyOf(bytes, bytes.length + 1);
    withNewline[bytes.length] = '\n';
    return withNewline;
  }

  private ObjectNode shown(
      ResourceType type, ObjectNode object, Form form, String include, boolean first) {
    if (form.view() == Form.View.METADATA) {
      return Tables.metadataOnly(object);
    }
    var table = Tables.of(type, List.of(object), object.path("metadata"), include, clock.instant());
    if (!first) {
      table.putArray("columnDefinitions");
    }
    return table;
  }
}
