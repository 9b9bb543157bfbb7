package dev.quarterdeck.apiserver.connect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentRefusalTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | 400 | BadRequest         | why",
        "401 | 401 | Unauthorized       | the server has asked for the client to provide credentials ( pods/log one)",
        "403 | 403 | Forbidden          | why ( pods/log one)",
        "404 | 404 | NotFound           | the server could not find the requested resource ( pods/log one)",
        "405 | 405 | MethodNotAllowed   | the server does not allow this method on the requested resource ( pods/log one)",
        "429 | 429 | TooManyRequests    | the server has received too many requests and has asked us to try again later ( pods/log one)",
        "500 | 500 | InternalError      | Internal error occurred: why",
        "502 | 500 | InternalError      | an error on the server (\"why\") has prevented the request from succeeding ( pods/log one)",
        "503 | 503 | ServiceUnavailable | the server is currently unable to handle the request ( pods/log one)",
        "504 | 504 | Timeout            | the server was unable to return a response in the time allotted, but may still be processing the request ( pods/log one)",
      })
  void becomesAStatus(int code, int statusCode, String reason, String message) {
    var status = AgentRefusal.of(code, "why", "one").toStatus();
    assertThat(status.path("code").asInt()).isEqualTo(statusCode);
    assertThat(status.path("reason").asText()).isEqualTo(reason);
    assertThat(status.path("message").asText()).isEqualTo(message);
  }
}
