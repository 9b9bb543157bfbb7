package dev.quarterdeck.customkinds.conversion;

import java.time.Duration;

/** Calls webhooks: servers of the cluster's users that take part in serving requests. */
public interface Webhooks {

  /**
   * Where a webhook is.
   *
   * @param url {@code https://…}; empty for a service
   * @param service a service of the cluster; null for a URL
   * @param caBundle PEM certificates its own must be signed by; empty for the machine's
   */
  record Target(String url, Service service, byte[] caBundle) {}

  /**
   * A port of a service, and the path to ask there.
   *
   * @param path begins with a slash
   */
  record Service(String namespace, String name, int port, String path) {}

  /** Why a webhook gave no answer. */
  final class CallFailed extends Exception {
    private static final long serialVersionUID = 1L;

    public CallFailed(String message) {
      super(message);
    }
  }

  /**
   * Posts JSON and waits for the answer.
   *
   * @return the body of the answer, which was a 200
   * @throws CallFailed when there is no such answer in time
   */
  byte[] post(Target target, byte[] json, Duration timeout) throws CallFailed;
}
