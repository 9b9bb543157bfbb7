package dev.quarterdeck.apiserver.connect;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Makes a proxied server's redirects lead through the proxy again (apimachinery's proxy transport).
 *
 * @param prefix the path up to and with {@code /proxy}
 * @param target HOST:PORT of the proxied server
 * @param requested the Host the client asked for
 */
public record ProxyLocation(String prefix, String target, String requested) {

  /** The Location to answer with; unchanged when it leads elsewhere, or is relative. */
  public String rewrite(String location) {
    URI uri;
    try {
      uri = new URI(location);
    } catch (URISyntaxException malformed) {
      return location;
    }
    var host = orEmpty(uri.getRawAuthority());
    var path = orEmpty(uri.getRawPath());
    var elsewhere = !host.isEmpty() && !host.equals(target) && !host.equals(requested);
    if (elsewhere || !path.startsWith("/")) {
      return location;
    }
    var start =
        !host.isEmpty() && host.equals(requested)
            ? (uri.getScheme() == null ? "" : uri.getScheme() + ":") + "//" + host
            : "";
    return start
        + (path.startsWith(prefix) ? path : prefix + path)
        + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery())
        + (uri.getRawFragment() == null ? "" : "#" + uri.getRawFragment());
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }
}
