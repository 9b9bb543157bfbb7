package dev.quarterdeck.apiserver.request;

import java.util.Locale;

/**
 * A request's body.
 *
 * @param contentType without parameters, lower case; empty when the client did not say
 */
public record Body(byte[] bytes, String contentType) {

  /** Kubernetes' limit on what a request may carry. */
  public static final int MAX_BYTES = 3 * 1024 * 1024;

  public static final Body NONE = new Body(new byte[0], "");

  /**
   * @param contentType the header; null for none
   */
  public static Body of(byte[] bytes, String contentType) {
    if (contentType == null) {
      return new Body(bytes, "");
    }
    var end = contentType.indexOf(';');
    var bare = end < 0 ? contentType : contentType.substring(0, end);
    return new Body(bytes, bare.strip().toLowerCase(Locale.ROOT));
  }

  public boolean isEmpty() {
    return bytes.length == 0;
  }
}
