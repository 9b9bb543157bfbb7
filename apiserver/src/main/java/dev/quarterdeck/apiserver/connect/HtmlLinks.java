package dev.quarterdeck.apiserver.connect;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * Rewrites the links of an HTML page on its way through. Which attributes are links is Kubernetes'
 * list, where tags begin and end is the HTML standard's (tokenization, for pages whose character
 * set extends ASCII); all else passes byte for byte.
 *
 * <p>A page may be of any length: only the value of one link is held, and one that is too long to
 * be a link is let go. Parsers at hand build the page's tree (jsoup) or hold a tag of any length
 * and refuse pages that break off (AttoParser).
 */
public final class HtmlLinks extends FilterOutputStream {

  private static final int LONGEST_LINK = 8 * 1024;
  private static final int LONGEST_NAME = 16;

  /** Two dashes and an exclamation mark: what ends a comment as two dashes do. */
  private static final int END_WITH_BANG = Integer.MAX_VALUE;

  private enum State {
    TEXT,
    TAG_OPEN,
    END_TAG_OPEN,
    ELEMENT,
    BEFORE_ATTRIBUTE,
    ATTRIBUTE,
    AFTER_ATTRIBUTE,
    BEFORE_VALUE,
    QUOTED,
    UNQUOTED,
    MARKUP_DECLARATION,
    COMMENT,
    BOGUS_COMMENT,
    RAW_TEXT,
    RAW_END_TAG,
  }

  private final UnaryOperator<String> rewrite;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream(128);
  private final StringBuilder name = new StringBuilder(LONGEST_NAME);
  private State state = State.TEXT;
  private String element = "";
  private boolean endTag;
  private boolean link;
  private byte quote;
  private int dashes;
  private String rawElement = "";

  /**
   * @param rewrite gets each link as it stands in the page, its character references untouched
   */
  public HtmlLinks(OutputStream out, UnaryOperator<String> rewrite) {
    super(out);
    this.rewrite = rewrite;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    var from = offset;
    for (var i = offset; i < offset + length; i++) {
      var holding = link;
      take(bytes[i]);
      if (!holding && link) { // The value begins behind this byte, or with it.
        var begins = state == State.UNQUOTED ? i : i + 1;
        out.write(bytes, from, begins - from);
      }
      if (holding && !link) {
        sendLink();
        from = i;
      } else if (link) {
        from = i + 1;
        hold(bytes[i], holding);
      }
    }
    if (!link) {
      out.write(bytes, from, offset + length - from);
    }
  }

  private void hold(byte b, boolean holding) throws IOException {
    if (holding || state == State.UNQUOTED) {
      held.write(b);
    }
    if (held.size() > LONGEST_LINK) {
      link = false;
      held.writeTo(out);
      held.reset();
    }
  }

  private void sendLink() throws IOException {
    var was = held.toString(StandardCharsets.ISO_8859_1);
    held.reset();
    var is = rewrite.apply(was);
    out.write(is.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The page is over; what is held goes out as it is. */
  @Override
  public void close() throws IOException {
    held.writeTo(out);
    held.reset();
    super.close();
  }

  private void take(byte b) {
    switch (state) {
      case TEXT -> state = b == '<' ? State.TAG_OPEN : State.TEXT;
      case TAG_OPEN -> tagOpen(b);
      case END_TAG_OPEN -> endTagOpen(b);
      case ELEMENT -> element(b);
      case BEFORE_ATTRIBUTE, AFTER_ATTRIBUTE -> betweenAttributes(b);
      case ATTRIBUTE -> attribute(b);
      case BEFORE_VALUE -> beforeValue(b);
      case QUOTED -> quoted(b);
      case UNQUOTED -> unquoted(b);
      case MARKUP_DECLARATION -> markupDeclaration(b);
      case COMMENT -> comment(b);
      case BOGUS_COMMENT -> state = b == '>' ? State.TEXT : State.BOGUS_COMMENT;
      case RAW_TEXT -> rawText(b);
      case RAW_END_TAG -> rawEndTag(b);
    }
  }

  private void tagOpen(byte b) {
    endTag = false;
    if (isLetter(b)) {
      begin(State.ELEMENT, b);
    } else {
      state =
          switch (b) {
            case '/' -> State.END_TAG_OPEN;
            case '!' -> {
              dashes = 0;
              yield State.MARKUP_DECLARATION;
            }
            case '?' -> State.BOGUS_COMMENT;
            case '<' -> State.TAG_OPEN;
            default -> State.TEXT;
          };
    }
  }

  private void endTagOpen(byte b) {
    endTag = true;
    if (isLetter(b)) {
      begin(State.ELEMENT, b);
    } else {
      state = b == '>' ? State.TEXT : State.BOGUS_COMMENT;
    }
  }

  private void begin(State next, byte first) {
    state = next;
    name.setLength(0);
    name.append((char) lower(first));
  }

  private void element(byte b) {
    if (isSpace(b) || b == '/' || b == '>') {
      element = name.toString();
      state = State.BEFORE_ATTRIBUTE;
      betweenAttributes(b);
    } else {
      addToName(b);
    }
  }

  private void addToName(byte b) {
    if (name.length() <= LONGEST_NAME) {
      name.append((char) lower(b));
    }
  }

  private void betweenAttributes(byte b) {
    if (b == '>') {
      tagEnds();
    } else if (state == State.AFTER_ATTRIBUTE && b == '=') {
      state = State.BEFORE_VALUE;
    } else if (b == '/') {
      state = State.BEFORE_ATTRIBUTE;
    } else if (!isSpace(b)) {
      begin(State.ATTRIBUTE, b);
    }
  }

  private void tagEnds() {
    state = State.TEXT;
    if (!endTag && HtmlElements.holdsText(element)) {
      rawElement = element;
      state = State.RAW_TEXT;
    }
  }

  private void attribute(byte b) {
    if (b == '=') {
      state = State.BEFORE_VALUE;
    } else if (isSpace(b) || b == '/' || b == '>') {
      state = State.AFTER_ATTRIBUTE;
      betweenAttributes(b);
    } else {
      addToName(b);
    }
  }

  private void beforeValue(byte b) {
    if (b == '"' || b == '\'') {
      quote = b;
      state = State.QUOTED;
      link = isLink();
    } else if (b == '>') {
      tagEnds();
    } else if (!isSpace(b)) {
      state = State.UNQUOTED;
      link = isLink();
    }
  }

  private boolean isLink() {
    return !endTag && HtmlElements.isLink(element, name.toString());
  }

  private void quoted(byte b) {
    if (b == quote) {
      link = false;
      state = State.BEFORE_ATTRIBUTE;
    }
  }

  private void unquoted(byte b) {
    if (isSpace(b) || b == '>') {
      link = false;
      state = State.BEFORE_ATTRIBUTE;
      betweenAttributes(b);
    }
  }

  private void markupDeclaration(byte b) {
    if (b == '-' && ++dashes == 2) {
      state = State.COMMENT;
    } else if (b != '-') {
      state = b == '>' ? State.TEXT : State.BOGUS_COMMENT;
    }
  }

  /** {@code dashes} counts those in a row; a comment may end with the two it began with. */
  private void comment(byte b) {
    if (b == '>' && dashes >= 2) {
      state = State.TEXT;
    } else if (b == '-') {
      dashes = dashes == END_WITH_BANG ? 1 : dashes + 1;
    } else {
      dashes = b == '!' && dashes >= 2 && dashes != END_WITH_BANG ? END_WITH_BANG : 0;
    }
  }

  private void rawText(byte b) {
    if (b == '<') {
      name.setLength(0);
      state = State.RAW_END_TAG;
    }
  }

  /** Behind a {@code <} in raw text: only {@code </NAME} ends it. */
  private void rawEndTag(byte b) {
    if (name.isEmpty() ? b == '/' : isLetter(b)) {
      addToName(b);
    } else if (name.toString().equals("/" + rawElement) && (isSpace(b) || b == '/' || b == '>')) {
      endTag = true;
      element = rawElement;
      state = State.BEFORE_ATTRIBUTE;
      betweenAttributes(b);
    } else {
      state = State.RAW_TEXT;
      rawText(b);
    }
  }

  private static boolean isLetter(byte b) {
    return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z';
  }

  private static byte lower(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + 'a' - 'A') : b;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r' || b == '\f';
  }
}
