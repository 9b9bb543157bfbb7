package dev.quarterdeck.apiserver.connect;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import java.util.regex.Pattern;

/**
 * Makes a proxied server's links and redirects lead through the proxy again, as the proxy transport
 * of Kubernetes' apimachinery does. What is escaped in a link stays so.
 *
 * @param prefix the path up to and with {@code /proxy}
 * @param target HOST:PORT of the proxied server
 * @param requested the Host the client asked for
 */
public record ProxyLocation(String prefix, String target, String requested) {

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");
  private static final Pattern WRONG_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

  /**
   * The link as it is to be followed; unchanged when it leads to another host, is relative, or is
   * no URL.
   */
  public String rewrite(String link) {
    return problem(link).isEmpty() ? through(link) : link;
  }

  /**
   * The Location header to answer with.
   *
   * @throws ApiFault INTERNAL_ERROR when the server's is no URL
   */
  public String redirect(String location) {
    var problem = problem(location);
    if (!problem.isEmpty()) {
      throw new ApiFault(
          Reason.INTERNAL_ERROR,
          "Internal error occurred: error trying to parse Location header: parse \"%s\": %s"
              .formatted(location.replaceAll("\\p{Cntrl}", "?"), problem));
    }
    return through(location);
  }

  private String through(String link) {
    var scheme = SCHEME.matcher(link);
    var afterScheme = scheme.lookingAt() ? scheme.end() : 0;
    var hasHost = link.startsWith("//", afterScheme);
    var path = hasHost ? end(link, afterScheme + 2, "/?#") : afterScheme;
    var host = hasHost ? link.substring(afterScheme + 2, path) : "";
    var elsewhere = !host.isEmpty() && !host.equals(target) && !host.equals(requested);
    if (elsewhere || !link.startsWith("/", path)) {
      return link;
    }
    var start = !host.isEmpty() && host.equals(requested) ? link.substring(0, path) : "";
    var rest = link.substring(path);
    return start + (rest.startsWith(prefix) ? rest : prefix + rest);
  }

  private static int end(String link, int from, String delimiters) {
    var i = from;
    while (i < link.length() && delimiters.indexOf(link.charAt(i)) < 0) {
      i++;
    }
    return i;
  }

  /** Why it is no URL, in Go's words; empty when it is one. */
  private static String problem(String link) {
    if (link.chars().anyMatch(c -> c < ' ' || c == 127)) {
      return "net/url: invalid control character in URL";
    }
    var path = link.substring(0, end(link, 0, "?#"));
    var escape = WRONG_ESCAPE.matcher(path);
    if (escape.find()) {
      var shown = path.substring(escape.start(), Math.min(escape.start() + 3, path.length()));
      return "invalid URL escape \"%s\"".formatted(shown);
    }
    var segment = path.substring(0, end(path, 0, "/"));
    if (segment.startsWith(":")) {
      return "missing protocol scheme";
    }
    return segment.indexOf(':') > 0 && !SCHEME.matcher(segment).lookingAt()
        ? "first path segment in URL cannot contain colon"
        : "";
  }
}
