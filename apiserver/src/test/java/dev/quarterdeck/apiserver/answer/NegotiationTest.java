package dev.quarterdeck.apiserver.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.apiserver.request.Body;
import dev.quarterdeck.apiserver.request.Exchange;
import dev.quarterdeck.apiserver.request.Parameters;
import dev.quarterdeck.apiserver.request.RequestInfo;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class NegotiationTest {

  private static Exchange exchange(String accept, String... query) {
    var headers = new Parameters();
    if (accept != null) {
      headers.set("Accept", accept);
    }
    var parameters = new Parameters();
    for (var i = 0; i < query.length; i += 2) {
      parameters.set(query[i], query[i + 1]);
    }
    return exchange(headers, parameters);
  }

  private static Exchange exchange(Parameters headers, Parameters query) {
    var info = RequestInfo.read("GET", "/", query);
    return Exchange.arrived(null, "GET", "/", headers, query, Body.NONE, info);
  }

  private static Form form(String accept) {
    return Negotiation.of(exchange(accept), "v1", "Pod");
  }

  /** Columns: Accept, view, encoding, version of meta.k8s.io. */
  @ParameterizedTest
  @CsvFileSource(resources = "accept.csv", delimiter = '|', numLinesToSkip = 1)
  void theMostWantedFormThatIsServedIsTaken(
      String accept, Form.View view, Encoding encoding, String version) {
    assertThat(form(accept)).isEqualTo(new Form(view, encoding, version, false));
  }

  @ParameterizedTest
  @CsvFileSource(resources = "not-acceptable.csv", delimiter = '|')
  void whatIsNotServedIsNotAcceptable(String accept) {
    assertThatThrownBy(() -> form(accept))
        .isInstanceOfSatisfying(
            ApiFault.class, fault -> assertThat(fault.reason()).isEqualTo(Reason.NOT_ACCEPTABLE))
        .hasMessage(
            "only the following media types are accepted: application/json, application/yaml,"
                + " application/vnd.kubernetes.protobuf");
  }

  @Test
  void customKindsHaveNoProtobufButTheirMetadataHas() {
    var either = exchange("application/vnd.kubernetes.protobuf,application/json");
    assertThat(Negotiation.of(either, "example.com/v1", "Widget")).isEqualTo(Form.JSON);
    var only = exchange("application/vnd.kubernetes.protobuf");
    assertThatThrownBy(() -> Negotiation.of(only, "example.com/v1", "Widget"))
        .hasMessage(
            "only the following media types are accepted: application/json, application/yaml");
    var metadata =
        exchange("application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;g=meta.k8s.io;v=v1");
    assertThat(Negotiation.of(metadata, "example.com/v1", "Widget").encoding())
        .isEqualTo(Encoding.PROTOBUF);
  }

  @Test
  void aWatchIsNotSentAsYaml() {
    var yaml = exchange("application/yaml,application/json");
    assertThatThrownBy(() -> Negotiation.ofWatch(yaml, "v1", "Pod"))
        .hasMessage(
            "only the following media types are accepted: application/json;stream=watch,"
                + " application/vnd.kubernetes.protobuf;stream=watch");
    var any = exchange("application/vnd.kubernetes.protobuf;stream=watch");
    assertThat(Negotiation.ofWatch(any, "v1", "Pod").streamType())
        .isEqualTo("application/vnd.kubernetes.protobuf;stream=watch");
    assertThat(Form.JSON.streamType()).isEqualTo("application/json");
  }

  @Test
  void peopleGetPrettyJson() {
    var asked = exchange("*/*", "pretty", "true");
    assertThat(Negotiation.of(asked, "v1", "Pod").pretty()).isTrue();
    assertThat(form("application/json;pretty=1").pretty()).isTrue();
    var agent = new Parameters().set("Accept", "*/*").set("User-Agent", "curl/8.0");
    var curl = exchange(agent, new Parameters());
    assertThat(Negotiation.of(curl, "v1", "Pod").pretty()).isTrue();
    var plainCurl = exchange(agent, new Parameters().set("pretty", "false"));
    assertThat(Negotiation.of(plainCurl, "v1", "Pod").pretty()).isFalse();
  }

  @Test
  void whoAcceptsNothingIsToldInJson() {
    assertThat(Negotiation.ofStatus(exchange("text/html"))).isEqualTo(Form.JSON);
    assertThat(
            Negotiation.ofStatus(
                    exchange("application/vnd.kubernetes.protobuf;as=Table;g=meta.k8s.io;v=v1"))
                .encoding())
        .isEqualTo(Encoding.JSON);
    assertThat(Negotiation.ofStatus(exchange("application/yaml")).encoding())
        .isEqualTo(Encoding.YAML);
  }
}
