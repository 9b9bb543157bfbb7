package dev.quarterdeck.apiserver.connect;

import dev.quarterdeck.apiserver.request.NamedValues;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldError;
import java.util.ArrayList;
import java.util.List;

/** What a client may ask of a container's log (PodLogOptions). */
final class LogOptions {

  private static final List<String> PASSED_ON =
      List.of(
          "follow",
          "previous",
          "sinceSeconds",
          "sinceTime",
          "timestamps",
          "tailLines",
          "limitBytes",
          "stream");

  private LogOptions() {}

  /**
   * @throws ApiFault 422 naming the option
   */
  static void check(String pod, NamedValues query) {
    var errors = new ArrayList<FieldError>();
    atLeast(errors, query, "tailLines", 0, "must be greater than or equal to 0");
    atLeast(errors, query, "limitBytes", 1, "must be greater than 0");
    atLeast(errors, query, "sinceSeconds", 1, "must be greater than 0");
    if (query.has("sinceSeconds") && query.has("sinceTime")) {
      errors.add(
          FieldError.forbidden(
              "", "at most one of `sinceTime` or `sinceSeconds` may be specified"));
    }
    if (!errors.isEmpty()) {
      throw ApiFault.invalid("", "PodLogOptions", pod, errors);
    }
  }

  private static void atLeast(
      List<FieldError> errors, NamedValues query, String name, long least, String rule) {
    var text = query.get(name);
    if (text == null) {
      return;
    }
    try {
      if (Long.parseLong(text) < least) {
        errors.add(FieldError.invalid(name, text, rule));
      }
    } catch (NumberFormatException notANumber) {
      errors.add(FieldError.invalid(name, text, "must be a whole number"));
    }
  }

  /** The query the kubelet takes. */
  static String forKubelet(NamedValues query) {
    var text = new StringBuilder();
    for (var name : PASSED_ON) {
      var value = query.get(name);
      if (value != null && !value.isEmpty()) {
        PodTargets.parameter(text, name, value);
      }
    }
    return text.toString();
  }
}
