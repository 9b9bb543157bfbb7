package dev.quarterdeck.apiserver.connect;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Set;

/** What there is to know of HTML's elements to find links: all names are in lower case. */
final class HtmlElements {

  /** By element: HTML 4.01 and 5. */
  private static final Map<String, Set<String>> LINKS =
      Map.ofEntries(
          entry("a", Set.of("href")),
          entry("applet", Set.of("codebase")),
          entry("area", Set.of("href")),
          entry("audio", Set.of("src")),
          entry("base", Set.of("href")),
          entry("blockquote", Set.of("cite")),
          entry("body", Set.of("background")),
          entry("button", Set.of("formaction")),
          entry("command", Set.of("icon")),
          entry("del", Set.of("cite")),
          entry("embed", Set.of("src")),
          entry("form", Set.of("action")),
          entry("frame", Set.of("longdesc", "src")),
          entry("head", Set.of("profile")),
          entry("html", Set.of("manifest")),
          entry("iframe", Set.of("longdesc", "src")),
          entry("img", Set.of("longdesc", "src", "usemap")),
          entry("input", Set.of("src", "usemap", "formaction")),
          entry("ins", Set.of("cite")),
          entry("link", Set.of("href")),
          entry("object", Set.of("classid", "codebase", "data", "usemap")),
          entry("q", Set.of("cite")),
          entry("script", Set.of("src")),
          entry("source", Set.of("src")),
          entry("video", Set.of("poster", "src")));

  /** Elements whose content is text up to their end tag, or the end of the page. */
  private static final Set<String> RAW_TEXT =
      Set.of(
          "iframe",
          "noembed",
          "noframes",
          "noscript",
          "plaintext",
          "script",
          "style",
          "textarea",
          "title",
          "xmp");

  private HtmlElements() {}

  /** Whether the element's attribute is a URL that Kubernetes' proxy rewrites. */
  static boolean isLink(String element, String attribute) {
    return LINKS.getOrDefault(element, Set.of()).contains(attribute);
  }

  /** Whether tags within the element are none, up to its own end tag. */
  static boolean holdsText(String element) {
    return RAW_TEXT.contains(element);
  }
}
