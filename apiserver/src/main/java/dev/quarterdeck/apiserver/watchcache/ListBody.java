package dev.quarterdeck.apiserver.watchcache;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.model.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A list's JSON, put together from stored bytes without parsing them: <code>
 * {"kind":"PodList","apiVersion":"v1","metadata":{…},"items":[…]}</code>.
 */
public final class ListBody {

  private static final byte[] END = "]}".getBytes(UTF_8);

  private final byte[] head;
  private final List<CachedObject> items;
  private final UnaryOperator<byte[]> shown;

  /**
   * @param kind the list's kind, such as {@code PodList}
   * @param metadata the list's metadata
   * @param shown what is shown of a stored object; begins as stored objects do
   */
  public ListBody(
      String kind,
      String apiVersion,
      ObjectNode metadata,
      List<CachedObject> items,
      UnaryOperator<byte[]> shown) {
    this.items = items;
    this.shown = shown;
    var list = Json.object().put("kind", kind).put("apiVersion", apiVersion);
    list.set("metadata", metadata);
    list.putArray("items");
    var whole = Json.write(list);
    this.head = java.util.Arrays.copyOf(whole, whole.length - END.length);
  }

  /** Writes item by item, straight from what is stored. */
  public void writeTo(OutputStream out) throws IOException {
    out.write(head);
    var first = true;
    for (var item : items) {
      if (!first) {
        out.write(',');
      }
      first = false;
      StoredJson.splice(shown.apply(item.stored()), item.revision(), out);
    }
    out.write(END);
  }
}
