package dev.quarterdeck.apiserver.watchcache;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.quarterdeck.model.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * A list's JSON, put together from stored bytes without parsing them: <code>
 * {"kind":"PodList","apiVersion":"v1","metadata":{…},"items":[…]}</code>.
 */
public final class ListBody {

  private static final byte[] END = "]}".getBytes(UTF_8);

  private final byte[] head;
  private final List<CachedObject> items;

  /**
   * @param kind the list's kind, such as {@code PodList}
   * @param continueToken empty when nothing follows
   * @param remaining objects that follow; 0 when unknown or none
   */
  public ListBody(
      String kind,
      String apiVersion,
      long revision,
      String continueToken,
      long remaining,
      List<CachedObject> items) {
    this.items = items;
    var list = Json.object().put("kind", kind).put("apiVersion", apiVersion);
    var metadata = list.putObject("metadata").put("resourceVersion", Long.toString(revision));
    if (!continueToken.isEmpty()) {
      metadata.put("continue", continueToken);
    }
    if (remaining > 0) {
      metadata.put("remainingItemCount", remaining);
    }
    list.putArray("items");
    var whole = Json.write(list);
    this.head = java.util.Arrays.copyOf(whole, whole.length - END.length);
  }

  /** Its length in bytes. */
  public long length() {
    var length = (long) head.length + END.length + Math.max(0, items.size() - 1);
    for (var item : items) {
      length += StoredJson.splicedLength(item.stored(), item.revision());
    }
    return length;
  }

  /** Writes item by item: never more than one object is copied at a time. */
  public void writeTo(OutputStream out) throws IOException {
    out.write(head);
    var first = true;
    for (var item : items) {
      if (!first) {
        out.write(',');
      }
      first = false;
      out.write(StoredJson.splice(item.stored(), item.revision()));
    }
    out.write(END);
  }

  /**
   * The whole body in one array.
   *
   * @throws IllegalStateException when it is larger than 2 GiB
   */
  public byte[] toBytes() {
    var length = length();
    if (length > Integer.MAX_VALUE - 8) {
      throw new IllegalStateException("the list is larger than 2 GiB; ask for it in pages");
    }
    var body = new byte[(int) length];
    System.arraycopy(head, 0, body, 0, head.length);
    var at = head.length;
    for (var i = 0; i < items.size(); i++) {
      if (i > 0) {
        body[at++] = ',';
      }
      at = StoredJson.splice(items.get(i).stored(), items.get(i).revision(), body, at);
    }
    System.arraycopy(END, 0, body, at, END.length);
    return body;
  }
}
