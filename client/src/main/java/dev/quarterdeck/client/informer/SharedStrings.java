package dev.quarterdeck.client.informer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import java.io.IOException;

/**
 * Reads strings, and gives the same one for the same short text where it was seen lately: most of
 * what an informer holds, such as namespaces, images and conditions' types, repeats from object to
 * object.
 */
final class SharedStrings extends StdScalarDeserializer<String> {

  private static final long serialVersionUID = 1;

  /** A power of two. */
  private static final int SLOTS = 4_096;

  private static final int LONGEST = 64;

  /** Written by many threads without order: at worst a text is kept twice. */
  private final transient String[] lately = new String[SLOTS];

  SharedStrings() {
    super(String.class);
  }

  @Override
  public String deserialize(JsonParser json, DeserializationContext context) throws IOException {
    var text = StringDeserializer.instance.deserialize(json, context);
    return text == null || text.length() > LONGEST ? text : share(text);
  }

  private String share(String text) {
    var hash = text.hashCode();
    var slot = (hash ^ hash >>> 16) & SLOTS - 1;
    var known = lately[slot];
    if (text.equals(known)) {
      return known;
    }
    lately[slot] = text;
    return text;
  }
}
