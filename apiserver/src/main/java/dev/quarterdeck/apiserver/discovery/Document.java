package dev.quarterdeck.apiserver.discovery;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * A finished answer that many clients share: discovery, OpenAPI, version. Large ones are kept
 * compressed only.
 *
 * @param content the body; belongs to all, never change it
 * @param compressed whether content is gzip
 * @param contentType for the Content-Type header
 * @param etag for the ETag header, quotes included; compare with If-None-Match
 */
public record Document(byte[] content, boolean compressed, String contentType, String etag) {

  /** An uncompressed document whose etag is the hash of its bytes. */
  public static Document of(byte[] content, String contentType) {
    return new Document(content, false, contentType, '"' + hash(content) + '"');
  }

  /** The hash Kubernetes uses for etags: SHA-512 in upper-case hex. */
  public static String hash(byte[] content) {
    try {
      var digest = MessageDigest.getInstance("SHA-512").digest(content);
      return HexFormat.of().formatHex(digest).toUpperCase(Locale.ROOT);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-512", e);
    }
  }

  /** The body without compression, for clients that do not accept gzip. */
  public byte[] identity() {
    if (!compressed) {
      return content;
    }
    try (var in = new GZIPInputStream(new ByteArrayInputStream(content));
        var out = new ByteArrayOutputStream(content.length * 8)) {
      in.transferTo(out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("a document we compressed always unpacks", e);
    }
  }

  /**
   * Writes the body piece by piece.
   *
   * @param packed as it is kept, for clients that accept gzip, if it is compressed
   */
  public void writeTo(OutputStream out, boolean packed) throws IOException {
    if (packed || !compressed) {
      out.write(content);
      return;
    }
    try (var in = new GZIPInputStream(new ByteArrayInputStream(content))) {
      in.transferTo(out);
    }
  }

  /** Whether an If-None-Match header names this document; the answer is then 304. */
  public boolean matches(String ifNoneMatch) {
    if (ifNoneMatch == null) {
      return false;
    }
    for (var tag : ifNoneMatch.split(",")) {
      var stripped = tag.strip();
      if (stripped.equals("*") || stripped.equals(etag) || stripped.equals("W/" + etag)) {
        return true;
      }
    }
    return false;
  }

  /** The 406 of a document that is not to be had in what the client accepts. */
  public static ApiFault notAcceptable(String... offered) {
    return new ApiFault(
        Reason.NOT_ACCEPTABLE,
        "only the following media types are accepted: " + String.join(", ", offered));
  }
}
