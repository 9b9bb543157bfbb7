package dev.quarterdeck.apiserver.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.access.Attributes;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.User;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One request as the audit log has it (audit.k8s.io/v1, level Metadata), whichever door it came
 * through.
 *
 * @param caller whose credentials the request came with
 * @param asked as whom (the caller, or whom they impersonate), for what
 * @param requestUri path and query, as REST would be asked
 * @param source the client's address
 * @param longRunning whether the answer only began: a watch, a log, a connection
 * @param code the HTTP status it was or would be answered with
 */
public record AuditEvent(
    String auditId,
    User caller,
    Attributes asked,
    String requestUri,
    String userAgent,
    String source,
    boolean longRunning,
    int code,
    Instant received,
    Instant answered) {

  /** As a line of the log. */
  public ObjectNode toJson() {
    var event = Json.object().put("kind", "Event").put("apiVersion", "audit.k8s.io/v1");
    event.put("level", "Metadata").put("auditID", auditId);
    event.put("stage", longRunning ? "ResponseStarted" : "ResponseComplete");
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
    event.putObject("responseStatus").putObject("metadata");
    event.withObjectProperty("responseStatus").put("code", code);
    event.put("requestReceivedTimestamp", time(received));
    return event.put("stageTimestamp", time(answered));
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
