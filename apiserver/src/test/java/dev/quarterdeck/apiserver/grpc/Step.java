package dev.quarterdeck.apiserver.grpc;

import dev.quarterdeck.apiserver.request.ApiPath;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One line of contract.txt. */
record Step(String user, String method, String uri, String contentType, String body) {

  static List<Step> all() throws IOException {
    try (var in = Step.class.getResourceAsStream("/grpc/contract.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(Step::parse)
          .toList();
    }
  }

  private static Step parse(String line) {
    var words = line.split(" ", 5);
    return new Step(
        words[0].equals("-") ? "" : words[0],
        words[1],
        words[2],
        words.length > 3 ? words[3] : "",
        words.length > 4 ? words[4] : "");
  }

  /** Whose token is shown; empty for the administrator's. */
  static String caller(String user) {
    var caller = user.split(">", 2)[0];
    return caller.equals("-") ? "" : caller;
  }

  /** Whom they impersonate; empty for nobody. */
  static String impersonated(String user) {
    return user.contains(">") ? user.split(">", 2)[1] : "";
  }

  ApiPath path() {
    var end = uri.indexOf('?');
    return ApiPath.parse(end < 0 ? uri : uri.substring(0, end)).orElseThrow();
  }

  Map<String, String> query() {
    var query = new LinkedHashMap<String, String>();
    var start = uri.indexOf('?');
    for (var pair : start < 0 ? new String[0] : uri.substring(start + 1).split("&")) {
      var parts = pair.split("=", 2);
      query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return query;
  }

  boolean watches() {
    return query().containsKey("watch");
  }

  boolean onCollection() {
    return path().name().isEmpty();
  }

  @Override
  public String toString() {
    return "%s %s%s %s".formatted(method, uri, user.isEmpty() ? "" : " as " + user, body);
  }
}
