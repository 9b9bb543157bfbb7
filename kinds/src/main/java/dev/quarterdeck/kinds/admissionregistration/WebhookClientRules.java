package dev.quarterdeck.kinds.admissionregistration;

import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.net.URI;
import java.net.URISyntaxException;

/** How a webhook is reached: by URL or by Service (apiserver's pkg/util/webhook). */
final class WebhookClientRules {

  private static final String FORM = "; desired format: https://host[/path]";

  private WebhookClientRules() {}

  /** Rules on a {@code clientConfig}. */
  public static void check(Field config) {
    var url = config.get("url");
    var service = config.get("service");
    if (url.node().isTextual() == service.present()) {
      config.required("exactly one of url or service is required");
    } else if (service.present()) {
      service(service);
    } else {
      url(url);
    }
  }

  private static void url(Field url) {
    URI parsed;
    try {
      parsed = new URI(url.text());
    } catch (URISyntaxException malformed) {
      url.required("url must be a valid URL: " + malformed.getReason() + FORM);
      return;
    }
    if (!"https".equals(parsed.getScheme())) {
      url.invalid(orEmpty(parsed.getScheme()), "'https' is the only allowed URL scheme" + FORM);
    }
    if (orEmpty(parsed.getAuthority()).isEmpty()) {
      url.invalid("", "host must be specified" + FORM);
    }
    if (parsed.getUserInfo() != null) {
      url.invalid(parsed.getUserInfo(), "user information is not permitted in the URL");
    }
    if (!orEmpty(parsed.getFragment()).isEmpty()) {
      url.invalid(parsed.getFragment(), "fragments are not permitted in the URL");
    }
    if (!orEmpty(parsed.getQuery()).isEmpty()) {
      url.invalid(parsed.getQuery(), "query parameters are not permitted in the URL");
    }
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  private static void service(Field service) {
    if (service.get("name").absent()) {
      service.get("name").required("service name is required");
    }
    if (service.get("namespace").absent()) {
      service.get("namespace").required("service namespace is required");
    }
    var port = service.get("port");
    Names.portNumber(port.number()).forEach(m -> port.invalid("port is not valid: " + m));
    if (service.get("path").present()) {
      path(service.get("path"));
    }
  }

  private static void path(Field path) {
    var text = path.text();
    if (text.equals("/")) {
      return;
    }
    if (text.equals("//")) {
      path.invalid("segment[0] may not be empty");
      return;
    }
    if (!text.startsWith("/")) {
      path.invalid("must start with a '/'");
    }
    var bare = text.substring(1, text.length() - (text.endsWith("/") && text.length() > 1 ? 1 : 0));
    var steps = bare.split("/", -1);
    for (var i = 0; i < steps.length; i++) {
      if (steps[i].isEmpty()) {
        path.invalid("segment[%d] may not be empty".formatted(i));
        continue;
      }
      for (var message : Names.dns1123Subdomain(steps[i])) {
        path.invalid("segment[%d]: %s".formatted(i, message));
      }
    }
  }
}
