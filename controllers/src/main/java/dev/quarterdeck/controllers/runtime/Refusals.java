package dev.quarterdeck.controllers.runtime;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** What a failed request means for a controller. */
public final class Refusals {

  private Refusals() {}

  /** The object, or the namespace it was to go into, does not exist. */
  public static boolean isNotFound(KubernetesClientException e) {
    return e.getCode() == 404;
  }

  /** No answer, or the answer of a server that cannot serve now. */
  public static boolean isOutage(KubernetesClientException e) {
    return e.getCode() == 0 || e.getCode() == 429 || e.getCode() >= 500;
  }

  /** An object of that name exists already. */
  public static boolean isAlreadyExists(KubernetesClientException e) {
    return e.getCode() == 409
        && e.getStatus() != null
        && "AlreadyExists".equals(e.getStatus().getReason());
  }

  /** Nothing can be created since the namespace is being deleted: not worth a word or a retry. */
  public static boolean isNamespaceTerminating(KubernetesClientException e) {
    return e.getStatus() != null
        && e.getStatus().getDetails() != null
        && e.getStatus().getDetails().getCauses().stream()
            .anyMatch(cause -> "NamespaceTerminating".equals(cause.getReason()));
  }
}
