package dev.quarterdeck.apiserver.answer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.discovery.DiscoveryDocuments;
import dev.quarterdeck.apiserver.discovery.Document;
import dev.quarterdeck.apiserver.openapi.OpenApi;
import dev.quarterdeck.apiserver.request.ApiPath;
import dev.quarterdeck.apiserver.request.ApiVerb;
import dev.quarterdeck.apiserver.request.Exchange;
import dev.quarterdeck.apiserver.request.Reply;
import dev.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Everything that is no resource: discovery, OpenAPI, version, health and metrics. */
public final class Documents {

  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final DiscoveryDocuments discovery;
  private final OpenApi openApi;
  private final Health health;
  private final IssuerDocuments issuer;
  private final Supplier<String> metrics;

  public Documents(
      DiscoveryDocuments discovery,
      OpenApi openApi,
      Health health,
      IssuerDocuments issuer,
      Supplier<String> metrics) {
    this.issuer = issuer;
    this.metrics = metrics;
    this.discovery = discovery;
    this.openApi = openApi;
    this.health = health;
  }

  /**
   * @throws dev.quarterdeck.model.ApiFault NOT_FOUND, METHOD_NOT_ALLOWED, NOT_ACCEPTABLE
   */
  public Reply answer(Exchange exchange) {
    if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
      throw ApiVerb.notAllowed();
    }
    var path = exchange.path();
    var checked = health.answer(exchange);
    if (checked.isPresent()) {
      return checked.get();
    }
    var issued = issuer.answer(path);
    if (issued.isPresent()) {
      return issued.get();
    }
    if (path.equals("/")) {
      return new Reply.Whole(200, Json.write(rootPaths()), "application/json", Map.of());
    }
    if (path.equals("/metrics")) {
      var text = metrics.get().getBytes(StandardCharsets.UTF_8);
      return new Reply.Whole(200, text, PROMETHEUS, Map.of());
    }
    var accept = exchange.header("Accept");
    if (path.startsWith("/api")) {
      var encoding = Negotiation.ofDiscovery(accept);
      if (encoding != Encoding.JSON) {
        return discovery
            .answer(path, Encoding.JSON.mediaType())
            .map(document -> reply(document, Form.of(encoding)))
            .orElseThrow(ApiPath::notServed);
      }
    }
    return discovery
        .answer(path, accept)
        .or(() -> openApi.answer(path, accept))
        .map(document -> reply(exchange, document))
        .orElseThrow(ApiPath::notServed);
  }

  /** RootPaths: what can be asked for besides resources, in the order of the alphabet. */
  private ObjectNode rootPaths() {
    var paths = new TreeSet<>(List.of("/metrics", "/openapi/v2", "/openapi/v3"));
    paths.addAll(discovery.paths());
    paths.addAll(health.paths());
    paths.addAll(issuer.paths());
    var document = Json.object();
    var array = document.putArray("paths");
    paths.forEach(array::add);
    return document;
  }

  /** Discovery's older documents in another encoding. */
  private static Reply reply(Document document, Form form) {
    var body = Presenter.document(Json.parseObject(document.identity()), form);
    return new Reply.Whole(200, body, form.contentType(), Map.of("Vary", "Accept"));
  }

  private static Reply reply(Exchange exchange, Document document) {
    var headers = new HashMap<String, String>(Map.of("ETag", document.etag(), "Vary", "Accept"));
    if (document.matches(exchange.header("If-None-Match"))) {
      return new Reply.Whole(304, new byte[0], document.contentType(), headers);
    }
    var packed = document.compressed() && Negotiation.acceptsGzip(exchange);
    if (packed) {
      headers.put("Content-Encoding", "gzip");
    }
    return document.compressed()
        ? new Reply.Large(
            200, document.contentType(), headers, out -> document.writeTo(out, packed))
        : new Reply.Whole(200, document.content(), document.contentType(), headers);
  }
}
