package dev.quarterdeck.apiserver.request;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;

/** The API's verbs, as authorizers and metrics name them. */
public enum ApiVerb {
  GET("get", "GET"),
  LIST("list", "LIST"),
  WATCH("watch", "WATCH"),
  CREATE("create", "POST"),
  UPDATE("update", "PUT"),
  PATCH("patch", "PATCH"),
  DELETE("delete", "DELETE"),
  DELETE_COLLECTION("deletecollection", "DELETECOLLECTION"),
  /** What an HTTP method that no verb stands for asks for: nobody serves it. */
  NONE("", "");

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

  public boolean mutates() {
    return switch (this) {
      case GET, LIST, WATCH, NONE -> false;
      case CREATE, UPDATE, PATCH, DELETE, DELETE_COLLECTION -> true;
    };
  }

  /** Whether it may be about some objects of a collection. */
  boolean ofCollection() {
    return switch (this) {
      case LIST, WATCH, DELETE_COLLECTION -> true;
      case GET, CREATE, UPDATE, PATCH, DELETE, NONE -> false;
    };
  }

  /**
   * @param watch whether the query asks for a watch
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
      case "OPTIONS" -> path.subresource().equals("proxy") ? GET : NONE;
      case "POST" -> CREATE;
      case "PUT" -> UPDATE;
      case "PATCH" -> PATCH;
      case "DELETE" -> collection ? DELETE_COLLECTION : DELETE;
      default -> NONE;
    };
  }

  /** Why a verb is not served where it was asked for. */
  public static ApiFault notAllowed() {
    return new ApiFault(
        Reason.METHOD_NOT_ALLOWED,
        "the server does not allow this method on the requested resource");
  }
}
