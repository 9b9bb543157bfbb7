package dev.quarterdeck.apiserver.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.model.ApiFault;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyLocationTest {

  private static final ProxyLocation LINKS =
      new ProxyLocation("/p/proxy", "10.0.0.1:80", "here:6443");

  @ParameterizedTest
  @CsvSource({
    "/a, /p/proxy/a",
    "/, /p/proxy/",
    "/a/?b=c#d, /p/proxy/a/?b=c#d",
    "/a%2Fb, /p/proxy/a%2Fb",
    "/a b&amp;c, /p/proxy/a b&amp;c",
    "'', ''",
    "#top, #top",
    "?a=/b, ?a=/b",
    "a, a",
    "../a, ../a",
    "/p/proxy/a, /p/proxy/a",
    "http://10.0.0.1:80/a, /p/proxy/a",
    "//10.0.0.1:80/a, /p/proxy/a",
    "http://10.0.0.1:80, http://10.0.0.1:80",
    "http://10.0.0.1:81/a, http://10.0.0.1:81/a",
    "https://here:6443/a, https://here:6443/p/proxy/a",
    "https://here:6443/p/proxy/a, https://here:6443/p/proxy/a",
    "https://elsewhere/a, https://elsewhere/a",
    "//elsewhere/a, //elsewhere/a",
    "mailto:a@b, mailto:a@b",
    "javascript:f('/a'), javascript:f('/a')",
    "'%', '%'",
    "/%zz, /%zz",
    ":a, :a",
  })
  void linksAreRewrittenAsKubernetesDoes(String link, String rewritten) {
    assertThat(LINKS.rewrite(link)).isEqualTo(rewritten);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/%zz | parse \"/%zz\": invalid URL escape \"%zz\"",
        ":a   | parse \":a\": missing protocol scheme",
        "1:a  | parse \"1:a\": first path segment in URL cannot contain colon",
      })
  void aRedirectMustBeAUrl(String location, String message) {
    assertThatThrownBy(() -> LINKS.redirect(location))
        .isInstanceOfSatisfying(ApiFault.class, fault -> assertThat(fault.code()).isEqualTo(500))
        .hasMessage("Internal error occurred: error trying to parse Location header: " + message);
  }
}
