package dev.quarterdeck.apiserver.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.access.Attributes;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.User;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One stage of a request as the audit log has it (audit.k8s.io/v1, level Metadata), whichever door
 * it came through.
 *
 * @param caller whose credentials the request came with
 * @param asked as whom (the caller, or whom they impersonate), for what
 * @param requestUri path and query, as REST would be asked
 * @param source the client's address
 * @param code the HTTP status that was sent, or that would be where another door has its own
 * @param refusal why it was refused; empty when it was not
 * @param annotations what those who judged it want kept
 * @param staged when it came to this stage
 */
public record AuditEvent(
    String auditId,
    Stage stage,
    User caller,
    Attributes asked,
    String requestUri,
    String userAgent,
    String source,
    int code,
    Optional<ApiFault> refusal,
    Map<String, String> annotations,
    Instant received,
    Instant staged) {

  /** How far a request has come. Its arrival is not kept, nor what fails before the path. */
  public enum Stage {
    /** The head of an answer that takes its time is sent: of a watch, a log, a connection. */
    RESPONSE_STARTED("ResponseStarted"),
    /** Nothing more will be sent. */
    RESPONSE_COMPLETE("ResponseComplete");

    private final String wireName;

    Stage(String wireName) {
      this.wireName = wireName;
    }
  }

  /** As a line of the log. */
  public ObjectNode toJson() {
    var event = Json.object().put("kind", "Event").put("apiVersion", "audit.k8s.io/v1");
    event.put("level", "Metadata").put("auditID", auditId);
    event.put("stage", stage.wireName);
    event.put("requestURI", requestUri).put("verb", asked.verb());
    event.set("user", toJson(caller));
    if (!asked.user().equals(caller)) {
      event.set("impersonatedUser", toJson(asked.user()));
    }
    event.putArray("sourceIPs").add(source);
    event.put("userAgent", userAgent);
    if (asked.isResource()) {
      var object = event.putObject("objectRef").put("resource", asked.resource());
      put(object, "namespace", asked.namespace());
      put(object, "name", asked.name());
      put(object, "apiGroup", asked.group());
      put(object, "apiVersion", asked.version());
      put(object, "subresource", asked.subresource());
    }
    event.set("responseStatus", status());
    event.put("requestReceivedTimestamp", time(received));
    event.put("stageTimestamp", time(staged));
    if (!annotations.isEmpty()) {
      var kept = event.putObject("annotations");
      new TreeMap<>(annotations).forEach(kept::put);
    }
    return event;
  }

  private ObjectNode status() {
    var status = refusal.map(ApiFault::toStatus).orElseGet(Json::object);
    status.remove(List.of("kind", "apiVersion"));
    status.putObject("metadata");
    return status.put("code", code);
  }

  private static ObjectNode toJson(User user) {
    var json = Json.object().put("username", user.name());
    put(json, "uid", user.uid());
    var groups = json.putArray("groups");
    user.groups().forEach(groups::add);
    if (!user.extra().isEmpty()) {
      var extra = json.putObject("extra");
      user.extra().forEach((key, values) -> values.forEach(extra.withArrayProperty(key)::add));
    }
    return json;
  }

  private static void put(ObjectNode object, String field, String value) {
    if (!value.isEmpty()) {
      object.put(field, value);
    }
  }

  /** Kubernetes' MicroTime. */
  private static String time(Instant instant) {
    var text = instant.truncatedTo(ChronoUnit.MICROS).toString();
    var dot = text.indexOf('.');
    return dot < 0
        ? text.replace("Z", ".000000Z")
        : text.substring(0, dot)
            + (text.substring(dot, text.length() - 1) + "000000").substring(0, 7)
            + "Z";
  }
}
