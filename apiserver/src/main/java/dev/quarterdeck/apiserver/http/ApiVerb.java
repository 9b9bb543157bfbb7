package dev.quarterdeck.apiserver.http;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import java.util.Set;

/** The API's verbs, as authorizers and metrics name them. */
public enum ApiVerb {
  GET("get", "GET"),
  LIST("list", "LIST"),
  WATCH("watch", "WATCH"),
  CREATE("create", "POST"),
  UPDATE("update", "PUT"),
  PATCH("patch", "PATCH"),
  DELETE("delete", "DELETE"),
  DELETE_COLLECTION("deletecollection", "DELETECOLLECTION");

  private static final Set<String> CONNECTING =
      Set.of("exec", "attach", "portforward", "proxy", "log");

  private final String asked;
  private final String metric;

  ApiVerb(String asked, String metric) {
    this.asked = asked;
    this.metric = metric;
  }

  /** What an authorizer is asked for. */
  String asked() {
    return asked;
  }

  /** The {@code verb} label of request metrics. */
  String metric() {
    return metric;
  }

  boolean mutates() {
    return switch (this) {
      case GET, LIST, WATCH -> false;
      case CREATE, UPDATE, PATCH, DELETE, DELETE_COLLECTION -> true;
    };
  }

  /** Whether requests may take as long as they like, and so do not count as in flight. */
  boolean longRunning(ApiPath path) {
    return this == WATCH || CONNECTING.contains(path.subresource());
  }

  /**
   * @throws ApiFault METHOD_NOT_ALLOWED
   */
  static ApiVerb of(String method, ApiPath path, boolean watch) {
    var collection = path.name().isEmpty();
    return switch (method) {
      case "GET", "HEAD" -> {
        if (path.watch() || watch && collection) {
          yield WATCH;
        }
        yield collection ? LIST : GET;
      }
      case "OPTIONS" -> {
        if (!path.subresource().equals("proxy")) {
          throw notAllowed();
        }
        yield GET;
      }
      case "POST" -> CREATE;
      case "PUT" -> UPDATE;
      case "PATCH" -> PATCH;
      case "DELETE" -> collection ? DELETE_COLLECTION : DELETE;
      default -> throw notAllowed();
    };
  }

  static ApiFault notAllowed() {
    return new ApiFault(
        Reason.METHOD_NOT_ALLOWED,
        "the server does not allow this method on the requested resource");
  }
}
