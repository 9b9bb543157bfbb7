package dev.quarterdeck.apiserver.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.request.Reply;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.apiserver.verb.ListAll;
import dev.quarterdeck.apiserver.watchcache.CachedObject;
import dev.quarterdeck.apiserver.watchcache.ListBody;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.machinery.protobuf.Allowance;
import dev.quarterdeck.machinery.protobuf.ProtobufList;
import dev.quarterdeck.machinery.protobuf.ProtobufWriter;
import dev.quarterdeck.model.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.UnaryOperator;

/** One page of objects on its way into a form, object by object: the whole is never in memory. */
final class Lists {

  private final ListAll.Page page;
  private final ResourceType type;
  private final Form form;
  private final String apiVersion;
  private final String kind;
  private final String listKind;
  private final UnaryOperator<byte[]> shown;

  Lists(ResourceType type, ListAll.Page page, Form form) {
    this.type = type;
    this.page = page;
    this.form = form;
    if (form.view() == Form.View.METADATA) {
      this.apiVersion = form.metaVersion();
      this.kind = MetadataOnly.KIND;
      this.listKind = kind + "List";
      this.shown = new MetadataOnly(apiVersion)::of;
    } else {
      this.apiVersion = type.resource().apiVersion();
      this.kind = type.kind();
      this.listKind = type.listKind();
      this.shown = UnaryOperator.identity();
    }
  }

  /**
   * The objects, whole or their metadata.
   *
   * @param allowance for keeping what is made before it is sent
   */
  Reply.Content objects(Allowance allowance) {
    if (form.compactJson()) {
      return new ListBody(listKind, apiVersion, metadata(), page.objects(), shown)::writeTo;
    }
    return form.encoding() == Encoding.PROTOBUF ? protobuf(allowance)::writeTo : this::writeText;
  }

  private ProtobufList protobuf(Allowance allowance) {
    var head = Json.object();
    head.set("metadata", metadata());
    return new ProtobufList(
        ProtobufWriter.of(apiVersion, listKind).orElseThrow(),
        ProtobufWriter.of(apiVersion, kind).orElseThrow(),
        Json.write(head),
        page.objects().size(),
        i -> json(page.objects().get(i)),
        allowance);
  }

  private byte[] json(CachedObject object) {
    return StoredJson.splice(shown.apply(object.stored()), object.revision());
  }

  private void writeText(OutputStream out) throws IOException {
    var text = Texts.generator(form, out);
    begin(text, listKind, apiVersion);
    text.writeArrayFieldStart("items");
    for (var object : page.objects()) {
      Texts.copy(json(object), text);
    }
    end(text);
  }

  /** One row for each object. */
  Reply.Content table(Tables tables) {
    return out -> {
      var text = Texts.generator(form, out);
      begin(text, "Table", form.metaVersion());
      text.writeFieldName("columnDefinitions");
      text.writeTree(tables.definitions(type));
      text.writeArrayFieldStart("rows");
      var columns = type.strategy().columns();
      for (var object : page.objects()) {
        var tree = StoredJson.decode(object.stored(), object.revision());
        text.writeTree(tables.row(columns, tree));
      }
      end(text);
    };
  }

  private void begin(JsonGenerator text, String kind, String apiVersion) throws IOException {
    text.setCodec(Json.mapper());
    text.writeStartObject();
    text.writeStringField("kind", kind);
    text.writeStringField("apiVersion", apiVersion);
    text.writeFieldName("metadata");
    text.writeTree(metadata());
  }

  private static void end(JsonGenerator text) throws IOException {
    text.writeEndArray();
    text.writeEndObject();
    text.close();
  }

  private ObjectNode metadata() {
    var metadata = Json.object().put("resourceVersion", Long.toString(page.revision()));
    if (!page.continueToken().isEmpty()) {
      metadata.put("continue", page.continueToken());
      if (page.remaining() > 0) {
        metadata.put("remainingItemCount", page.remaining());
      }
    }
    return metadata;
  }
}
