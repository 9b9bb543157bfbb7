package dev.quarterdeck.apiserver.request;

import dev.quarterdeck.apiserver.access.Attributes;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.User;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Acting as somebody else, by the {@code Impersonate-*} headers; each of them needs the right to it
 * (<a
 * href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation">user
 * impersonation</a>).
 */
final class Impersonation {

  private static final String NAME = "Impersonate-User";
  private static final String GROUP = "Impersonate-Group";
  private static final String UID = "Impersonate-Uid";
  private static final String EXTRA = "impersonate-extra-";
  private static final String AUTHENTICATION = "authentication.k8s.io";

  private static final String ACCOUNT = "system:serviceaccount:";

  private final User user;
  private final Consumer<Attributes> authorizer;

  private Impersonation(User user, Consumer<Attributes> authorizer) {
    this.user = user;
    this.authorizer = authorizer;
  }

  /**
   * Who the request is to count as: {@code user} when it asks for nobody else.
   *
   * @param authorizer refuses with an ApiFault
   * @throws ApiFault FORBIDDEN; BAD_REQUEST for groups or the like without a user
   */
  static User of(User user, NamedValues headers, Consumer<Attributes> authorizer) {
    var name = headers.get(NAME);
    var extra = extra(headers);
    if (name == null || name.isEmpty()) {
      if (headers.has(GROUP) || headers.has(UID) || !extra.isEmpty()) {
        throw ApiFault.badRequest("impersonating groups, a uid or extras needs " + NAME + " too");
      }
      return user;
    }
    return new Impersonation(user, authorizer)
        .as(name, headers.get(UID), headers.all(GROUP), extra);
  }

  private User as(String name, String uid, List<String> asked, Map<String, List<String>> extra) {
    var account = name.startsWith(ACCOUNT) ? name.substring(ACCOUNT.length()).split(":", -1) : null;
    if (account != null && account.length == 2) {
      ask("", "serviceaccounts", "", account[0], account[1]);
    } else {
      ask("", "users", "", "", name);
    }
    asked.forEach(group -> ask("", "groups", "", "", group));
    if (uid != null) {
      ask(AUTHENTICATION, "uids", "", "", uid);
    }
    extra.forEach(
        (key, values) ->
            values.forEach(value -> ask(AUTHENTICATION, "userextras", key, "", value)));
    return new User(name, uid == null ? "" : uid, groups(name, account, asked), extra);
  }

  private static List<String> groups(String name, String[] account, List<String> asked) {
    var groups = new ArrayList<>(asked);
    if (groups.isEmpty() && account != null && account.length == 2) {
      groups.add(User.SERVICE_ACCOUNTS);
      groups.add(User.SERVICE_ACCOUNTS + ":" + account[0]);
    }
    if (!name.equals(User.ANONYMOUS.name()) && !groups.contains(User.AUTHENTICATED)) {
      groups.add(User.AUTHENTICATED);
    }
    return groups;
  }

  private void ask(
      String group, String resource, String subresource, String namespace, String name) {
    authorizer.accept(
        new Attributes(
            user, "impersonate", group, "v1", resource, subresource, namespace, name, ""));
  }

  private static Map<String, List<String>> extra(NamedValues headers) {
    var extra = new HashMap<String, List<String>>();
    headers.each(
        (name, value) -> {
          if (name.regionMatches(true, 0, EXTRA, 0, EXTRA.length())) {
            var key = decoded(name.substring(EXTRA.length()).toLowerCase(Locale.ROOT));
            extra.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
          }
        });
    return extra;
  }

  private static String decoded(String key) {
    try {
      return URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return key;
    }
  }
}
