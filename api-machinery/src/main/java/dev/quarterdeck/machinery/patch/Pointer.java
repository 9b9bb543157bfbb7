package dev.quarterdeck.machinery.patch;

import dev.quarterdeck.model.ApiFault;
import java.util.ArrayList;
import java.util.List;

/** A JSON pointer, RFC 6901. */
record Pointer(List<String> tokens) {

  /**
   * @throws ApiFault 400 when the text is neither empty nor begins with a slash
   */
  static Pointer parse(String text) {
    if (text.isEmpty()) {
      return new Pointer(List.of());
    }
    if (text.charAt(0) != '/') {
      throw ApiFault.badRequest(
          "\"%s\" is not a JSON pointer: it must begin with /".formatted(text));
    }
    var tokens = new ArrayList<String>();
    for (var token : text.substring(1).split("/", -1)) {
      tokens.add(token.replace("~1", "/").replace("~0", "~"));
    }
    return new Pointer(List.copyOf(tokens));
  }

  /** The index a token names, or -1 when it is none between 0 and {@code last}. */
  static int index(String token, int last) {
    if (token.isEmpty() || token.length() > 9 || token.length() > 1 && token.charAt(0) == '0') {
      return -1;
    }
    var index = 0;
    for (var i = 0; i < token.length(); i++) {
      var digit = token.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      index = index * 10 + digit;
    }
    return index <= last ? index : -1;
  }

  boolean isRoot() {
    return tokens.isEmpty();
  }

  String last() {
    return tokens.getLast();
  }

  Pointer parent() {
    return new Pointer(tokens.subList(0, tokens.size() - 1));
  }

  boolean isBelow(Pointer other) {
    return tokens.size() > other.tokens.size()
        && tokens.subList(0, other.tokens.size()).equals(other.tokens);
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    for (var token : tokens) {
      text.append('/').append(token.replace("~", "~0").replace("/", "~1"));
    }
    return text.toString();
  }
}
