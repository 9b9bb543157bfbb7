package dev.quarterdeck.apiserver.watchcache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.model.Json;
import java.util.Arrays;

/** Events with their line, which is made when first asked for and then kept. */
abstract sealed class LineEvent {

  private static final byte[] END = "}\n".getBytes(US_ASCII);

  private volatile byte[] line;
  private volatile Written written;

  /** What was made in other forms: a short list, newest first. */
  private record Written(WatchEvent.EventForm form, byte[] bytes, Written older) {}

  /** The object's JSON within the line. */
  public abstract byte[] objectJson();

  public byte[] as(WatchEvent.EventForm form) {
    var known = written(form);
    if (known != null) {
      return known;
    }
    synchronized (this) {
      var made = written(form);
      if (made == null) {
        made = form.write((WatchEvent) this);
        written = new Written(form, made, written);
      }
      return made;
    }
  }

  private byte[] written(WatchEvent.EventForm form) {
    for (var one = written; one != null; one = one.older) {
      if (one.form == form) {
        return one.bytes;
      }
    }
    return null;
  }

  abstract byte[] head();

  public byte[] json() {
    if (line == null) {
      synchronized (this) {
        if (line == null) {
          line = makeLine();
        }
      }
    }
    return line;
  }

  private byte[] makeLine() {
    var head = head();
    var object = objectJson();
    var whole = Arrays.copyOf(head, head.length + object.length + END.length);
    System.arraycopy(object, 0, whole, head.length, object.length);
    System.arraycopy(END, 0, whole, head.length + object.length, END.length);
    return whole;
  }

  private static byte[] headOf(String type) {
    return "{\"type\":\"%s\",\"object\":".formatted(type).getBytes(US_ASCII);
  }

  /** An event about an object. */
  abstract static sealed class OfObject extends LineEvent {
    private final CachedObject object;

    /** The same event in another version of the kind, the last one asked for. */
    private volatile OfObject converted;

    OfObject(CachedObject object) {
      this.object = object;
    }

    public CachedObject object() {
      return object;
    }

    public long revision() {
      return object.revision();
    }

    abstract OfObject about(CachedObject other);

    /** The event in {@code apiVersion}; null when it must be converted first. */
    WatchEvent known(String apiVersion) {
      var kept = converted;
      return kept != null && kept.object.apiVersion().equals(apiVersion) ? (WatchEvent) kept : null;
    }

    /** The event about its object in another version, kept for the next watcher of that. */
    WatchEvent keep(CachedObject other) {
      var event = about(other);
      converted = event;
      return (WatchEvent) event;
    }

    @Override
    public byte[] objectJson() {
      return StoredJson.splice(object.stored(), object.revision());
    }
  }

  static final class OfAdded extends OfObject implements WatchEvent.Added {
    private static final byte[] HEAD = headOf("ADDED");

    @Override
    LineEvent.OfObject about(CachedObject other) {
      return new OfAdded(other);
    }

    OfAdded(CachedObject object) {
      super(object);
    }

    @Override
    byte[] head() {
      return HEAD;
    }
  }

  static final class OfModified extends OfObject implements WatchEvent.Modified {
    private static final byte[] HEAD = headOf("MODIFIED");

    @Override
    LineEvent.OfObject about(CachedObject other) {
      return new OfModified(other);
    }

    OfModified(CachedObject object) {
      super(object);
    }

    @Override
    byte[] head() {
      return HEAD;
    }
  }

  static final class OfDeleted extends OfObject implements WatchEvent.Deleted {
    private static final byte[] HEAD = headOf("DELETED");

    @Override
    LineEvent.OfObject about(CachedObject other) {
      return new OfDeleted(other);
    }

    /**
     * @param last the last state, already under the revision of its deletion
     */
    OfDeleted(CachedObject last) {
      super(last);
    }

    @Override
    byte[] head() {
      return HEAD;
    }
  }

  /** An object of the kind that has nothing but a resourceVersion. */
  static final class OfBookmark extends LineEvent implements WatchEvent.Bookmark {
    private static final byte[] HEAD = headOf("BOOKMARK");

    private final String kind;
    private final String apiVersion;
    private final long revision;
    private final boolean initialEventsEnd;

    OfBookmark(String kind, String apiVersion, long revision, boolean initialEventsEnd) {
      this.kind = kind;
      this.apiVersion = apiVersion;
      this.revision = revision;
      this.initialEventsEnd = initialEventsEnd;
    }

    @Override
    public long revision() {
      return revision;
    }

    @Override
    public boolean initialEventsEnd() {
      return initialEventsEnd;
    }

    @Override
    byte[] head() {
      return HEAD;
    }

    @Override
    public byte[] objectJson() {
      var object = Json.object();
      object.put("kind", kind).put("apiVersion", apiVersion);
      var metadata = object.putObject("metadata").put("resourceVersion", Long.toString(revision));
      metadata.putNull("creationTimestamp");
      if (initialEventsEnd) {
        metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
      }
      return Json.write(object);
    }
  }
}
