package dev.quarterdeck.controllers.runtime;

import dev.quarterdeck.client.ApiClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** Tells failed requests apart by what they mean for a controller. */
public final class ApiErrors {

  private ApiErrors() {}

  /** The object, or the namespace it was to go into, does not exist. */
  public static boolean isNotFound(KubernetesClientException e) {
    return e.getCode() == 404;
  }

  /** The server did not answer, or answered that it cannot serve the request now. */
  public static boolean isOutage(KubernetesClientException e) {
    return !ApiClient.isAnswered(e) || e.getCode() == 429 || e.getCode() >= 500;
  }

  /** There is no word of whether the request was done. */
  public static boolean mayBeDone(KubernetesClientException e) {
    return !ApiClient.isAnswered(e) || e.getCode() >= 500;
  }

  /** An object of that name exists already. */
  public static boolean isAlreadyExists(KubernetesClientException e) {
    return e.getCode() == 409
        && e.getStatus() != null
        && "AlreadyExists".equals(e.getStatus().getReason());
  }

  /** The object cannot be created since its namespace is being deleted; trying again is no use. */
  public static boolean isNamespaceTerminating(KubernetesClientException e) {
    return e.getStatus() != null
        && e.getStatus().getDetails() != null
        && e.getStatus().getDetails().getCauses().stream()
            .anyMatch(cause -> "NamespaceTerminating".equals(cause.getReason()));
  }
}
