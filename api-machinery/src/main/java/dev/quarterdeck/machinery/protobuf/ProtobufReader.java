package dev.quarterdeck.machinery.protobuf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.Reason;
import java.io.IOException;

/**
 * Reads objects in Kubernetes' protobuf encoding ({@code application/vnd.kubernetes.protobuf}) as
 * the JSON they stand for; the counterpart of {@link ProtobufWriter}.
 */
public final class ProtobufReader {

  private static final byte[] MAGIC = {'k', '8', 's', 0};
  private static final byte[] NOTHING = {};

  private ProtobufReader() {}

  /** The envelope's parts. */
  private record Envelope(String apiVersion, String kind, byte[] raw) {}

  /**
   * @throws ApiFault 400 when the bytes are no such object; 415 when the kind is unknown here
   */
  public static ObjectNode read(byte[] bytes) {
    if (bytes.length < MAGIC.length || !java.util.Arrays.equals(bytes, 0, 4, MAGIC, 0, 4)) {
      throw ApiFault.badRequest(
          "the body does not begin with the prefix of Kubernetes' protobuf encoding");
    }
    try {
      var in = CodedInputStream.newInstance(bytes, MAGIC.length, bytes.length - MAGIC.length);
      var envelope = envelope(in);
      var type =
          MessageTypes.shared()
              .find(envelope.apiVersion, envelope.kind)
              .orElseThrow(
                  () ->
                      new ApiFault(
                          Reason.UNSUPPORTED_MEDIA_TYPE,
                          "%s %s has no protobuf encoding here; send JSON"
                              .formatted(envelope.apiVersion, envelope.kind)));
      var object = Json.object().put("apiVersion", envelope.apiVersion).put("kind", envelope.kind);
      new WireToJson(CodedInputStream.newInstance(envelope.raw)).into(object, type);
      return object;
    } catch (IOException e) {
      throw ApiFault.badRequest("couldn't parse the body as protobuf: " + e.getMessage());
    }
  }

  private static Envelope envelope(CodedInputStream in) throws IOException {
    var apiVersion = "";
    var kind = "";
    var raw = NOTHING;
    for (var tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> {
          var meta = in.readBytes().newCodedInput();
          for (var inner = meta.readTag(); inner != 0; inner = meta.readTag()) {
            switch (WireFormat.getTagFieldNumber(inner)) {
              case 1 -> apiVersion = meta.readStringRequireUtf8();
              case 2 -> kind = meta.readStringRequireUtf8();
              default -> skip(meta, inner);
            }
          }
        }
        case 2 -> raw = in.readByteArray();
        default -> skip(in, tag);
      }
    }
    return new Envelope(apiVersion, kind, raw);
  }

  static void skip(CodedInputStream in, int tag) throws IOException {
    if (!in.skipField(tag)) {
      throw new InvalidProtocolBufferException("unexpected end of a group");
    }
  }
}
