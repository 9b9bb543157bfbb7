package dev.quarterdeck.apiserver.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HtmlLinksTest {

  /** Shows each link in brackets. */
  private static String rewritten(String page, int pieces) {
    var out = new ByteArrayOutputStream();
    var bytes = page.getBytes(UTF_8);
    try (var links = new HtmlLinks(out, link -> "[" + link + "]")) {
      for (var from = 0; from < bytes.length; from += pieces) {
        links.write(bytes, from, Math.min(pieces, bytes.length - from));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toString(UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "<a href=\"/a\">/b</a> | <a href=\"[/a]\">/b</a>",
        "<a href='/a'> | <a href='[/a]'>",
        "<a href=/a> | <a href=[/a]>",
        "<a href=/a/> | <a href=[/a/]>",
        "<a class=x href = \"/a\" id=y> | <a class=x href = \"[/a]\" id=y>",
        "<A HREF=\"/a\"> | <A HREF=\"[/a]\">",
        "<a\thref=\"/a\"/> | <a\thref=\"[/a]\"/>",
        "<a href=\"\"> | <a href=\"[]\">",
        "<a href> | <a href>",
        "<a href=> | <a href=>",
        "<a title='>' href='/a'> | <a title='>' href='[/a]'>",
        "<img src=/a longdesc=/b alt=/c> | <img src=[/a] longdesc=[/b] alt=/c>",
        "<form action='/a'><button formaction='/b'> | <form action='[/a]'><button formaction='[/b]'>",
        "<div href='/a'> | <div href='/a'>",
        "<ab href='/a'> | <ab href='/a'>",
        "</a href='/a'> | </a href='/a'>",
        "<!-- <a href='/a'> --><a href='/b'> | <!-- <a href='/a'> --><a href='[/b]'>",
        "<!--><a href='/b'> | <!--><a href='[/b]'>",
        "<!-- --!><a href='/b'> | <!-- --!><a href='[/b]'>",
        "<!DOCTYPE html><a href='/b'> | <!DOCTYPE html><a href='[/b]'>",
        "<?php '?><a href='/b'> | <?php '?><a href='[/b]'>",
        "<script src='/a'>'<a href=/b>'</script><a href='/c'> "
            + "| <script src='[/a]'>'<a href=/b>'</script><a href='[/c]'>",
        "<style>a</sty <a href='/b'></STYLE ><a href='/c'> "
            + "| <style>a</sty <a href='/b'></STYLE ><a href='[/c]'>",
        "<textarea><a href='/b'></textarea><a href='/c'> "
            + "| <textarea><a href='/b'></textarea><a href='[/c]'>",
        "a < b <<a href='/b'> | a < b <<a href='[/b]'>",
        "<a href=\"/ä&amp;b\">é | <a href=\"[/ä&amp;b]\">é",
        "<a href=\"/a | <a href=\"/a",
        "<a hre | <a hre",
      })
  void onlyLinksAreRewrittenHoweverThePageIsCut(String page, String expected) {
    for (var pieces = 1; pieces <= page.length() + 1; pieces++) {
      assertThat(rewritten(page, pieces)).as("in pieces of " + pieces).isEqualTo(expected);
    }
  }

  @Test
  void whatIsTooLongForALinkIsLetGo() {
    var page = "<a href='" + "x".repeat(10_000) + "'><a href='/b'>";
    assertThat(rewritten(page, 4096)).isEqualTo(page.replace("/b", "[/b]"));
  }
}
