package dev.quarterdeck.apiserver.request;

import dev.quarterdeck.apiserver.access.Attributes;
import dev.quarterdeck.apiserver.audit.Annotations;
import dev.quarterdeck.model.User;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * One request on its way through the server, whichever door it came through.
 *
 * @param origin where it comes from
 * @param method the HTTP method, or what stands for it at another door
 * @param path the URL path, or what stands for it at another door
 * @param query the decoded query parameters
 * @param info what method, path and query ask for
 * @param caller whose credentials it came with; anonymous until that is known
 * @param asked what it asks for, and as whom: the caller, or whom they impersonate
 * @param annotations what those who judge it want kept of it in the audit log
 * @param ending when its answer is over
 */
public record Exchange(
    Origin origin,
    String method,
    String path,
    NamedValues headers,
    NamedValues query,
    Body body,
    RequestInfo info,
    User caller,
    Attributes asked,
    Warnings warnings,
    Annotations annotations,
    RequestEnd ending) {

  /**
   * What is known of a request besides what it says.
   *
   * @param auditId by which the logs of server and client find each other
   * @param received when its head was there
   * @param address the client's
   * @param certificate the client's, which the TLS layer has verified; null for none
   */
  public record Origin(
      String auditId, Instant received, String address, X509Certificate certificate) {}

  /** A request that has arrived; nobody knows yet who sent it. */
  public static Exchange arrived(
      Origin origin,
      String method,
      String path,
      NamedValues headers,
      NamedValues query,
      Body body,
      RequestInfo info) {
    return new Exchange(
        origin,
        method,
        path,
        headers,
        query,
        body,
        info,
        User.ANONYMOUS,
        info.by(User.ANONYMOUS),
        new Warnings(),
        new Annotations(),
        new RequestEnd());
  }

  /** The same request once it is known who sent it. */
  Exchange by(User caller) {
    return as(caller, caller);
  }

  /** The same request, counting as another user's. */
  Exchange impersonating(User other) {
    return other == caller ? this : as(caller, other);
  }

  private Exchange as(User caller, User user) {
    var asked = info.by(user);
    return new Exchange(
        origin,
        method,
        path,
        headers,
        query,
        body,
        info,
        caller,
        asked,
        warnings,
        annotations,
        ending);
  }

  /** Whom it counts as. */
  public User user() {
    return asked.user();
  }

  public String auditId() {
    return origin.auditId;
  }

  /** The header's first value; null when there is none. */
  public String header(String name) {
    return headers.get(name);
  }

  /** Path and query, as REST would be asked. */
  public String uri() {
    var uri = new StringBuilder(path);
    query.each(
        (name, value) ->
            uri.append(uri.length() == path.length() ? '?' : '&')
                .append(encoded(name))
                .append('=')
                .append(encoded(value)));
    return uri.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
