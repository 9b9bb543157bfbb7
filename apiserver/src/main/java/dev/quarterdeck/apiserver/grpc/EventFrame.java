package dev.quarterdeck.apiserver.grpc;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.quarterdeck.apiserver.answer.Presenter.ObjectWriter;
import dev.quarterdeck.apiserver.watchcache.WatchEvent;
import dev.quarterdeck.apiserver.watchcache.WatchEvent.EventForm;
import dev.quarterdeck.proto.v1.Object;
import dev.quarterdeck.proto.v1.WatchEvent.Type;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** WatchEvent messages, written without a message object in between: there are many. */
final class EventFrame {

  private static final int TYPE = dev.quarterdeck.proto.v1.WatchEvent.TYPE_FIELD_NUMBER;
  private static final int OBJECT = dev.quarterdeck.proto.v1.WatchEvent.OBJECT_FIELD_NUMBER;
  private static final int REVISION =
      dev.quarterdeck.proto.v1.WatchEvent.RESOURCE_VERSION_FIELD_NUMBER;

  private EventFrame() {}

  /** The forms of all kinds: events keep what one has made for all who ask with the same. */
  static final class Forms {

    private static final EventForm JSON = event -> EventFrame.of(event, event.objectJson(), false);

    private final Map<String, EventForm> protobuf = new ConcurrentHashMap<>();

    /**
     * @param kind names the kind and version the writer is for
     */
    EventForm of(ObjectWriter writer, String kind) {
      return writer.protobuf()
          ? protobuf.computeIfAbsent(
              kind,
              ignored ->
                  event -> EventFrame.of(event, writer.ofJson().apply(event.objectJson()), true))
          : JSON;
    }
  }

  /** What was there when a watch began: no place to resume from. */
  static byte[] ofImage(WatchEvent.OfObject event, ObjectWriter writer) {
    var object = writer.ofJson().apply(event.objectJson());
    return write(Type.ADDED, object, writer.protobuf(), "");
  }

  private static byte[] of(WatchEvent event, byte[] object, boolean protobuf) {
    var revision = Long.toString(event.revision());
    return switch (event) {
      case WatchEvent.Added _ -> write(Type.ADDED, object, protobuf, revision);
      case WatchEvent.Modified _ -> write(Type.MODIFIED, object, protobuf, revision);
      case WatchEvent.Deleted _ -> write(Type.DELETED, object, protobuf, revision);
      case WatchEvent.Bookmark bookmark ->
          Frames.of(
              dev.quarterdeck.proto.v1.WatchEvent.newBuilder()
                  .setType(Type.BOOKMARK)
                  .setResourceVersion(revision)
                  .setInitialEventsEnd(bookmark.initialEventsEnd())
                  .build());
    };
  }

  private static byte[] write(Type type, byte[] object, boolean protobuf, String revision) {
    var field = protobuf ? Object.KUBERNETES_PROTOBUF_FIELD_NUMBER : Object.JSON_FIELD_NUMBER;
    var inner = CodedOutputStream.computeByteArraySize(field, object);
    var size =
        CodedOutputStream.computeEnumSize(TYPE, type.getNumber())
            + CodedOutputStream.computeTagSize(OBJECT)
            + CodedOutputStream.computeUInt32SizeNoTag(inner)
            + inner
            + CodedOutputStream.computeStringSize(REVISION, revision);
    var frame = Frames.ofLength(size);
    var out = CodedOutputStream.newInstance(frame, Frames.PREFIX, size);
    try {
      out.writeEnum(TYPE, type.getNumber());
      out.writeTag(OBJECT, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(inner);
      out.writeByteArray(field, object);
      out.writeString(REVISION, revision);
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    return frame;
  }
}
