package dev.quarterdeck.apiserver.connect;

/**
 * Where a request is passed on to.
 *
 * @param uri path and query of what is asked there
 */
public record Target(Via via, String host, int port, String uri) {

  /** Who is called, and so what is shown and checked. */
  public enum Via {
    /** A node agent, which is shown the API server's certificate. */
    KUBELET,
    PLAIN,
    TLS
  }

  /** {@code HOST:PORT}. */
  public String authority() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** What is asked there without the query. */
  public String path() {
    var query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }
}
