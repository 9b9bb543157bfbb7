package dev.quarterdeck.apiserver.grpc;

import dev.quarterdeck.apiserver.request.NamedValues;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/**
 * The headers of the REST request that a call stands for: what the call itself says, and of its
 * metadata who calls and as whom.
 *
 * @param accept the Accept header
 * @param userAgent the User-Agent header; null for none
 */
record CallHeaders(String accept, String userAgent, MultiMap metadata) implements NamedValues {

  private static final String ACCEPT = "accept";
  private static final String USER_AGENT = "user-agent";
  private static final String AUTHORIZATION = "authorization";
  private static final String IMPERSONATION = "impersonate-";

  static CallHeaders of(MultiMap metadata, String accept) {
    var userAgent = metadata.get(USER_AGENT);
    // gRPC libraries put their own name after the program's; the field manager is the program.
    return new CallHeaders(accept, userAgent == null ? null : userAgent.split(" ", 2)[0], metadata);
  }

  @Override
  public boolean isEmpty() {
    return false;
  }

  @Override
  public String get(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case ACCEPT -> accept;
      case USER_AGENT -> userAgent;
      case String other -> isPassed(other) ? metadata.get(other) : null;
    };
  }

  @Override
  public List<String> all(String name) {
    if (isPassed(name.toLowerCase(Locale.ROOT))) {
      return metadata.getAll(name);
    }
    var value = get(name);
    return value == null ? List.of() : List.of(value);
  }

  @Override
  public void each(BiConsumer<String, String> action) {
    for (var name : List.of(ACCEPT, USER_AGENT)) {
      if (has(name)) {
        action.accept(name, get(name));
      }
    }
    for (var header : metadata) {
      if (isPassed(header.getKey().toLowerCase(Locale.ROOT))) {
        action.accept(header.getKey(), header.getValue());
      }
    }
  }

  private static boolean isPassed(String name) {
    return name.equals(AUTHORIZATION) || name.startsWith(IMPERSONATION);
  }
}
