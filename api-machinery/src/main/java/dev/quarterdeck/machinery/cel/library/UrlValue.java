package dev.quarterdeck.machinery.cel.library;

import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** {@code url('https://host:8443/path?key=value')}: an absolute URI or an absolute path. */
final class UrlValue extends LibraryValue {

  private static final OpaqueType TYPE = OpaqueType.create("kubernetes.URL");
  private static final Operand<UrlValue> SELF = new Operand<>(TYPE, UrlValue.class);

  private final URI uri;

  private UrlValue(URI uri) {
    super(TYPE);
    this.uri = uri;
  }

  static void addTo(Functions functions) {
    functions.global("url", "string_to_url", TYPE, Operand.TEXT, UrlValue::require);
    functions.global(
        "isURL", "is_url_string", SimpleType.BOOL, Operand.TEXT, text -> parse(text).isPresent());
    part(functions, "getScheme", "url_get_scheme", url -> orEmpty(url.uri.getScheme()));
    part(functions, "getHost", "url_get_host", UrlValue::host);
    part(functions, "getHostname", "url_get_hostname", UrlValue::hostname);
    part(
        functions,
        "getPort",
        "url_get_port",
        url -> url.uri.getPort() < 0 ? "" : String.valueOf(url.uri.getPort()));
    part(functions, "getEscapedPath", "url_get_escaped_path", url -> orEmpty(url.uri.getRawPath()));
    functions.member(
        "getQuery",
        "url_get_query",
        MapType.create(SimpleType.STRING, ListType.create(SimpleType.STRING)),
        SELF,
        UrlValue::query);
  }

  private static void part(
      Functions functions, String name, String overload, Function<UrlValue, String> part) {
    functions.member(name, overload, SimpleType.STRING, SELF, part::apply);
  }

  private static UrlValue require(String text) {
    return parse(text)
        .orElseThrow(
            () -> new CelInvalidArgumentException("URL parse error during conversion from string"));
  }

  private static Optional<UrlValue> parse(String text) {
    try {
      var uri = new URI(text);
      var absolute = uri.isAbsolute() || text.startsWith("/");
      return absolute && uri.getRawFragment() == null
          ? Optional.of(new UrlValue(uri))
          : Optional.empty();
    } catch (URISyntaxException notAUri) {
      return Optional.empty();
    }
  }

  private static String host(UrlValue url) {
    var host = orEmpty(url.uri.getHost());
    return url.uri.getPort() < 0 ? host : host + ":" + url.uri.getPort();
  }

  private static String hostname(UrlValue url) {
    var host = orEmpty(url.uri.getHost());
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static Map<String, List<String>> query(UrlValue url) {
    var query = new LinkedHashMap<String, List<String>>();
    for (var pair : orEmpty(url.uri.getRawQuery()).split("&")) {
      if (!pair.isEmpty()) {
        var equals = pair.indexOf('=');
        var key = decoded(equals < 0 ? pair : pair.substring(0, equals));
        var value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
        query.computeIfAbsent(key, unseen -> new ArrayList<>()).add(value);
      }
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  @Override
  Object identity() {
    return uri.toString();
  }
}
