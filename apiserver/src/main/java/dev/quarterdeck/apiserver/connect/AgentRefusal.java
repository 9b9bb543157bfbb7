package dev.quarterdeck.apiserver.connect;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import java.time.Duration;
import java.util.List;

/**
 * What a node agent's refusal of a log becomes: for the codes that agents give reasons with their
 * own words, for others those that kube-apiserver has.
 */
public final class AgentRefusal {

  private AgentRefusal() {}

  /**
   * @param code the agent's, not one of success
   * @param text the agent's body
   * @param pod whose log was asked for
   */
  public static ApiFault of(int code, String text, String pod) {
    return switch (code) {
      case 400 -> ApiFault.badRequest(text);
      case 401 ->
          generic(
              Reason.UNAUTHORIZED,
              "the server has asked for the client to provide credentials",
              pod);
      case 403 -> generic(Reason.FORBIDDEN, text, pod);
      case 404 ->
          generic(Reason.NOT_FOUND, "the server could not find the requested resource", pod);
      case 405 ->
          generic(
              Reason.METHOD_NOT_ALLOWED,
              "the server does not allow this method on the requested resource",
              pod);
      case 429 ->
          generic(
              Reason.TOO_MANY_REQUESTS,
              "the server has received too many requests and has asked us to try again later",
              pod);
      case 500 -> new ApiFault(Reason.INTERNAL_ERROR, "Internal error occurred: " + text);
      case 503 ->
          generic(
              Reason.SERVICE_UNAVAILABLE,
              "the server is currently unable to handle the request",
              pod);
      case 504 ->
          generic(
              Reason.TIMEOUT,
              "the server was unable to return a response in the time allotted, but may still be"
                  + " processing the request",
              pod);
      default ->
          generic(
              Reason.INTERNAL_ERROR,
              "an error on the server (\"%s\") has prevented the request from succeeding"
                  .formatted(text),
              pod);
    };
  }

  /** Where Kubernetes' words have the verb there is none. */
  private static ApiFault generic(Reason reason, String message, String pod) {
    return new ApiFault(
        reason,
        "%s ( pods/log %s)".formatted(message, pod),
        new ApiFault.Details("", "pods/log", pod, List.of(), Duration.ZERO));
  }
}
