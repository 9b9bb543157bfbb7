package dev.quarterdeck.apiserver.answer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.request.Exchange;
import dev.quarterdeck.apiserver.request.Reply;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.apiserver.verb.ListAll;
import dev.quarterdeck.apiserver.watchcache.WatchEvent;
import dev.quarterdeck.apiserver.watchcache.WatchEvent.EventForm;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.machinery.protobuf.Allowance;
import dev.quarterdeck.machinery.protobuf.ProtobufWriter;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import java.io.ByteArrayOutputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Writes objects, lists and events in the form a client asked for. */
public final class Presenter {

  /** So that lists of some thousand objects are made but once. */
  private static final long MADE_BEFORE_SENT = 20 << 20;

  private final Allowance allowance = new Allowance(MADE_BEFORE_SENT);

  private final InstantSource clock;
  private final Map<ProtobufWriter, EventForm> frames = new ConcurrentHashMap<>();
  private final Map<Form, EventForm> metadataEvents = new ConcurrentHashMap<>();

  public Presenter(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * One stored object. Compact JSON is the stored bytes with the version spliced in.
   *
   * @param revision 0 for an object that was not really stored (a dry run)
   * @param include what a table's row carries of its object
   */
  byte[] object(ResourceType type, byte[] stored, long revision, Form form, String include) {
    var json = revision == 0 ? stored : StoredJson.splice(stored, revision);
    return switch (form.view()) {
      case OBJECT -> write(json, type.resource().apiVersion(), type.kind(), form);
      case METADATA -> metadata(json, form);
      case TABLE -> table(type, Json.parseObject(json), form, include);
    };
  }

  /**
   * How objects of a kind are written for one request, by doors that put lists and watches together
   * in their own way.
   *
   * @param protobuf Kubernetes' protobuf instead of JSON
   */
  public record ObjectWriter(boolean protobuf, UnaryOperator<byte[]> ofJson) {

    /** A stored object, with its version. */
    public byte[] write(byte[] stored, long revision) {
      return ofJson.apply(StoredJson.splice(stored, revision));
    }
  }

  /**
   * @throws ApiFault NOT_ACCEPTABLE when the kind cannot be written as the request wants it
   */
  public ObjectWriter writer(Exchange exchange, ResourceType type) {
    var apiVersion = type.resource().apiVersion();
    var form = Negotiation.of(exchange, apiVersion, type.kind());
    return form.encoding() == Encoding.PROTOBUF
        ? new ObjectWriter(true, writer(apiVersion, type.kind())::write)
        : new ObjectWriter(false, UnaryOperator.identity());
  }

  /** One object of any kind that is at hand as a tree, resourceVersion included. */
  byte[] tree(ResourceType type, ObjectNode object, Form form, String include) {
    return switch (form.view()) {
      case OBJECT ->
          write(
              Json.write(object),
              object.path("apiVersion").asText(),
              object.path("kind").asText(),
              form);
      case METADATA -> metadata(Json.write(object), form);
      case TABLE -> table(type, object, form, include);
    };
  }

  /** A Status, which is shown whole whatever view was asked for. */
  static byte[] status(ObjectNode status, Form form) {
    return document(status, form);
  }

  /** A failure as a Status. */
  public static Reply.Whole refusal(Exchange exchange, ApiFault fault) {
    var retry = fault.details().retryAfter();
    var headers =
        retry.isZero()
            ? Map.<String, String>of()
            : Map.of("Retry-After", Long.toString(Math.max(1, retry.toSeconds())));
    var form = Negotiation.ofStatus(exchange);
    return new Reply.Whole(
        fault.code(), status(fault.toStatus(), form), form.contentType(), headers);
  }

  /** One of the kinds every group's version has: a Status, or what discovery tells. */
  static byte[] document(ObjectNode document, Form form) {
    return write(Json.write(document), "v1", document.path("kind").asText(), form);
  }

  private static byte[] metadata(byte[] json, Form form) {
    var partial = new MetadataOnly(form.metaVersion()).of(json);
    return write(partial, form.metaVersion(), MetadataOnly.KIND, form);
  }

  private byte[] table(ResourceType type, ObjectNode object, Form form, String include) {
    var rows = tables(form, include).of(type, List.of(object), object.path("metadata"));
    return Texts.reformat(Json.write(rows), form);
  }

  /**
   * Finds what is wrong with a request before anything is sent.
   *
   * @throws ApiFault 400 for an {@code include} there is not
   */
  public void check(Form form, String include) {
    if (form.view() == Form.View.TABLE) {
      tables(form, include);
    }
  }

  private Tables tables(Form form, String include) {
    return new Tables(form.metaVersion(), include, clock.instant());
  }

  private static byte[] write(byte[] json, String apiVersion, String kind, Form form) {
    return form.encoding() == Encoding.PROTOBUF
        ? writer(apiVersion, kind).write(json)
        : Texts.reformat(json, form);
  }

  private static ProtobufWriter writer(String apiVersion, String kind) {
    return ProtobufWriter.of(apiVersion, kind)
        .orElseThrow(
            () -> new IllegalStateException("protobuf was offered for " + apiVersion + " " + kind));
  }

  /**
   * A list, put together while it is written.
   *
   * @throws ApiFault 400 for an {@code include} there is not
   */
  Reply.Content list(ResourceType type, ListAll.Page page, Form form, String include) {
    var lists = new Lists(type, page, form);
    return switch (form.view()) {
      case OBJECT, METADATA -> lists.objects(allowance);
      case TABLE -> lists.table(tables(form, include));
    };
  }

  /**
   * One piece of a watch. All but tables are made once and shared by all watchers.
   *
   * @param first whether it is the stream's first object: later tables leave out their columns
   */
  public byte[] event(
      ResourceType type, WatchEvent event, Form form, String include, boolean first) {
    return switch (form.view()) {
      case OBJECT ->
          switch (form.encoding()) {
            case PROTOBUF -> event.as(frames(type));
            case JSON, YAML -> event.json();
          };
      case METADATA -> event.as(metadataEvents.computeIfAbsent(form, Presenter::metadataEvents));
      case TABLE -> line(event.type(), Json.write(rows(type, event, form, include, first)));
    };
  }

  private EventForm frames(ResourceType type) {
    var writer = writer(type.resource().apiVersion(), type.kind());
    return frames.computeIfAbsent(writer, w -> event -> w.frame(event.type(), event.objectJson()));
  }

  private static EventForm metadataEvents(Form form) {
    var partial = new MetadataOnly(form.metaVersion());
    if (form.encoding() != Encoding.PROTOBUF) {
      return event -> line(event.type(), partial.of(event.objectJson()));
    }
    var writer = writer(form.metaVersion(), MetadataOnly.KIND);
    return event -> writer.frame(event.type(), partial.of(event.objectJson()));
  }

  private ObjectNode rows(
      ResourceType type, WatchEvent event, Form form, String include, boolean first) {
    var object = Json.parseObject(event.objectJson());
    var shown = event instanceof WatchEvent.OfObject ? List.of(object) : List.<ObjectNode>of();
    var table = tables(form, include).of(type, shown, object.path("metadata"));
    if (!first && !shown.isEmpty()) {
      table.putArray("columnDefinitions");
    }
    return table;
  }

  /** The last piece of a watch that ends with a reason. */
  public static byte[] failure(ApiFault fault, Form form) {
    var status = Json.write(fault.toStatus());
    return form.encoding() == Encoding.PROTOBUF
        ? writer("v1", "Status").frame("ERROR", status)
        : line("ERROR", status);
  }

  private static byte[] line(String type, byte[] object) {
    var line = new ByteArrayOutputStream(object.length + 40);
    line.writeBytes("{\"type\":\"%s\",\"object\":".formatted(type).getBytes(US_ASCII));
    line.writeBytes(object);
    line.writeBytes("}\n".getBytes(US_ASCII));
    return line.toByteArray();
  }
}
