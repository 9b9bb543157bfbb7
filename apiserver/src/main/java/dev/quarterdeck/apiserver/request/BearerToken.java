package dev.quarterdeck.apiserver.request;

import dev.quarterdeck.model.ApiFault;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The bearer token a request shows: in its Authorization header or, over a WebSocket, for which
 * browsers can set no header, in the name of a subprotocol that it asks for beside the one it means
 * ({@code base64url.bearer.authorization.k8s.io.TOKEN}). The header goes first.
 */
public final class BearerToken {

  /** The header that lists a WebSocket's subprotocols. */
  public static final String PROTOCOLS = "Sec-WebSocket-Protocol";

  private static final String BEARER = "Bearer";
  private static final String PREFIX = "base64url.bearer.authorization.k8s.io.";

  private BearerToken() {}

  /**
   * @return empty when there is none
   * @throws ApiFault UNAUTHORIZED when a subprotocol carries none that can be read
   */
  static String shown(NamedValues headers) {
    var token = inHeader(headers.text("Authorization"));
    return token.isEmpty() && isWebSocket(headers) ? inProtocol(headers) : token;
  }

  /** What stands behind one blank, up to the next, as kube-apiserver reads it. */
  private static String inHeader(String header) {
    var words = header.strip().split(" ", 3);
    return words.length > 1 && words[0].equalsIgnoreCase(BEARER) ? words[1] : "";
  }

  private static boolean isWebSocket(NamedValues headers) {
    return "websocket".equalsIgnoreCase(headers.get("Upgrade"))
        && headers.text("Connection").toLowerCase(Locale.ROOT).contains("upgrade");
  }

  private static String inProtocol(NamedValues headers) {
    var protocols = protocols(headers.all(PROTOCOLS));
    var tokens = protocols.stream().filter(BearerToken::carriesToken).toList();
    if (tokens.isEmpty()) {
      return "";
    }
    if (tokens.size() > 1) {
      throw Callers.unauthorized();
    }
    var token = decoded(tokens.getFirst().substring(PREFIX.length()));
    if (!token.isEmpty() && protocols.size() == 1) { // None would be left to agree on.
      throw Callers.unauthorized();
    }
    return token;
  }

  /**
   * What is left of the subprotocols when the token is taken out, which is for nobody behind this
   * server; empty when they carry none.
   *
   * @param headers all values of the {@link #PROTOCOLS} header
   */
  public static Optional<String> withoutToken(List<String> headers) {
    var all = protocols(headers);
    var others = all.stream().filter(protocol -> !carriesToken(protocol)).toList();
    return others.size() == all.size() ? Optional.empty() : Optional.of(String.join(",", others));
  }

  private static boolean carriesToken(String protocol) {
    return protocol.startsWith(PREFIX);
  }

  /**
   * The subprotocols that are asked for, in order.
   *
   * @param headers all values of the {@link #PROTOCOLS} header
   */
  public static List<String> protocols(List<String> headers) {
    var protocols = new ArrayList<String>();
    for (var header : headers) {
      for (var protocol : header.split(",")) {
        protocols.add(protocol.strip());
      }
    }
    return protocols;
  }

  private static String decoded(String token) {
    try {
      if (token.indexOf('=') >= 0) { // Padding is not part of it.
        throw Callers.unauthorized();
      }
      var bytes = Base64.getUrlDecoder().decode(token);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException malformed) {
      throw Callers.unauthorized();
    }
  }
}
