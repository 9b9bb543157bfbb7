package dev.quarterdeck.apiserver.connect;

/**
 * A proxied request's path, cut where the proxied server's own path begins. Raw: what was escaped
 * stays so.
 *
 * @param prefix up to and with {@code /proxy}
 * @param rest what the proxied server is asked for; empty or with its leading slash
 */
public record ProxyPath(String prefix, String rest) {

  /** {@code /api/v1/nodes/NAME/proxy}. */
  private static final int SEGMENTS = 5;

  /** With {@code namespaces/NAMESPACE}. */
  private static final int NAMESPACED_SEGMENTS = 7;

  public static ProxyPath of(String path, boolean namespaced) {
    var end = 0;
    for (var i = 0; i < (namespaced ? NAMESPACED_SEGMENTS : SEGMENTS) && end >= 0; i++) {
      end = path.indexOf('/', end + 1);
    }
    return end < 0
        ? new ProxyPath(path, "")
        : new ProxyPath(path.substring(0, end), path.substring(end));
  }

  /** What is asked of the proxied server. */
  public String uri(String query) {
    return (rest.isEmpty() ? "/" : rest) + (query == null ? "" : "?" + query);
  }
}
