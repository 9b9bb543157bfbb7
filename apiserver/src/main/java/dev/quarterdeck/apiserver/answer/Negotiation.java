package dev.quarterdeck.apiserver.answer;

import dev.quarterdeck.apiserver.discovery.MediaRange;
import dev.quarterdeck.apiserver.request.Exchange;
import dev.quarterdeck.machinery.protobuf.ProtobufWriter;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the form a client accepts most gladly among those its request can be answered in. A range
 * of the Accept header with a parameter that cannot be honoured ({@code as}, {@code g}, {@code v},
 * {@code stream}, {@code sv}) counts for nothing; unknown parameters are passed over.
 */
public final class Negotiation {

  private static final List<String> COMMAND_LINE_AND_BROWSERS = List.of("curl", "Wget", "Mozilla");

  /** Unless its quality is zero. */
  private static final Pattern GZIP = Pattern.compile("\\s*gzip\\s*(;(?!\\s*q=0(\\.0*)?\\s*$).*)?");

  private Negotiation() {}

  /**
   * The form of an answer about objects of a kind.
   *
   * @throws ApiFault NOT_ACCEPTABLE when there is none
   */
  static Form of(Exchange exchange, String apiVersion, String kind) {
    return of(exchange, Offer.of(apiVersion, kind, true));
  }

  /** As {@link #of}, for a kind that is only a request and an answer: it has no table. */
  static Form ofAnswer(Exchange exchange, String apiVersion, String kind) {
    return of(exchange, Offer.of(apiVersion, kind, false));
  }

  /** As {@link #of}, for a watch: not every encoding can be sent piece by piece. */
  public static Form ofWatch(Exchange exchange, String apiVersion, String kind) {
    return of(exchange, new Offer(hasProtobuf(apiVersion, kind), true, true, true));
  }

  /** The form of a Status; JSON for those who accept nothing we have: they must be told. */
  public static Form ofStatus(Exchange exchange) {
    return best(exchange.header("Accept"), new Offer(true, false, false, false))
        .map(form -> pretty(exchange) ? form.prettier() : form)
        .orElse(Form.JSON);
  }

  /** The encoding of discovery's older documents; JSON also for those who want the newer ones. */
  static Encoding ofDiscovery(String accept) {
    for (var range : MediaRange.parse(accept)) {
      for (var encoding : Encoding.values()) {
        if (range.admits(encoding.mediaType())
            && (encoding == Encoding.JSON || !range.parameters().containsKey("as"))) {
          return encoding;
        }
      }
    }
    return Encoding.JSON;
  }

  /**
   * What there is to choose from.
   *
   * @param protobuf whether the kind has an encoding
   * @param metadata whether it alone can be had
   * @param table whether a table can be had
   */
  private record Offer(boolean protobuf, boolean metadata, boolean table, boolean watch) {

    static Offer of(String apiVersion, String kind, boolean table) {
      return new Offer(hasProtobuf(apiVersion, kind), true, table, false);
    }

    boolean has(Encoding encoding, Form.View view) {
      return switch (view) {
        case OBJECT -> encoding != Encoding.PROTOBUF || protobuf;
        case METADATA -> metadata;
        case TABLE -> table && encoding != Encoding.PROTOBUF;
      };
    }

    ApiFault refused() {
      var types = new ArrayList<String>();
      for (var encoding : Encoding.values()) {
        if (has(encoding, Form.View.OBJECT) && (!watch || encoding.streams())) {
          types.add(encoding.mediaType() + (watch ? ";stream=watch" : ""));
        }
      }
      return new ApiFault(
          Reason.NOT_ACCEPTABLE,
          "only the following media types are accepted: " + String.join(", ", types));
    }
  }

  private static boolean hasProtobuf(String apiVersion, String kind) {
    return ProtobufWriter.of(apiVersion, kind).isPresent();
  }

  private static Form of(Exchange exchange, Offer offer) {
    var form = best(exchange.header("Accept"), offer).orElseThrow(offer::refused);
    if (offer.watch && !form.encoding().streams()) {
      throw offer.refused();
    }
    return pretty(exchange) ? form.prettier() : form;
  }

  /** Asked for in the URL, or by a program whose output people read. */
  private static boolean pretty(Exchange exchange) {
    if (exchange.query().has("pretty")) {
      return exchange.query().flag("pretty");
    }
    var agent = exchange.header("User-Agent");
    return agent != null && COMMAND_LINE_AND_BROWSERS.stream().anyMatch(agent::startsWith);
  }

  private static Optional<Form> best(String accept, Offer offer) {
    if (accept == null || accept.isBlank() || accept.equals(Encoding.JSON.mediaType())) {
      return Optional.of(Form.JSON);
    }
    for (var range : MediaRange.parse(accept)) {
      for (var encoding : Encoding.values()) {
        var form = range.admits(encoding.mediaType()) ? form(range, encoding) : null;
        if (form != null && offer.has(encoding, form.view())) {
          return Optional.of(form);
        }
      }
    }
    return Optional.empty();
  }

  /** Null when a parameter asks for what cannot be. */
  private static Form form(MediaRange range, Encoding encoding) {
    var parameters = range.parameters();
    var stream = parameters.getOrDefault("stream", "");
    if (!stream.isEmpty() && !(stream.equals("watch") && encoding.streams())
        || !parameters.getOrDefault("sv", "").isEmpty()) {
      return null;
    }
    var form = view(parameters, encoding);
    return form != null && "1".equals(parameters.get("pretty")) ? form.prettier() : form;
  }

  private static Form view(Map<String, String> parameters, Encoding encoding) {
    if (!parameters.containsKey("as")
        && !parameters.containsKey("g")
        && !parameters.containsKey("v")) {
      return Form.of(encoding);
    }
    var version = parameters.getOrDefault("v", "");
    var known =
        "meta.k8s.io".equals(parameters.get("g"))
            && (version.equals("v1") || version.equals("v1beta1"));
    return switch (known ? parameters.getOrDefault("as", "") : "") {
      case "Table" -> new Form(Form.View.TABLE, encoding, version, false);
      case "PartialObjectMetadata", "PartialObjectMetadataList" ->
          new Form(Form.View.METADATA, encoding, version, false);
      default -> null;
    };
  }

  /** Whether an answer may be compressed. */
  public static boolean acceptsGzip(Exchange exchange) {
    var accept = exchange.header("Accept-Encoding");
    if (accept == null) {
      return false;
    }
    for (var coding : accept.split(",")) {
      if (GZIP.matcher(coding).matches()) {
        return true;
      }
    }
    return false;
  }
}
