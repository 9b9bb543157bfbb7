package dev.quarterdeck.kinds.resource;

import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import dev.quarterdeck.machinery.validation.QuantityRules;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names of drivers, pools, devices and what devices say of themselves. */
final class DeviceNames {

  private static final int MAX_DRIVER = 63;
  private static final int MAX_POOL = 253;
  private static final int MAX_DOMAIN = 63;
  private static final int MAX_IDENTIFIER = 32;
  private static final Pattern C_IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private DeviceNames() {}

  static void driver(Field driver) {
    if (!driver.needed()) {
      return;
    }
    if (driver.text().length() > MAX_DRIVER) {
      driver.tooLong(MAX_DRIVER);
    }
    driver.invalidFor(Names.dns1123Subdomain(driver.text().toLowerCase(Locale.ROOT)));
  }

  static void pool(Field pool) {
    if (!pool.needed()) {
      return;
    }
    if (pool.text().length() > MAX_POOL) {
      pool.tooLong(MAX_POOL);
    } else {
      for (var part : pool.text().split("/", -1)) {
        Names.dns1123Subdomain(part).forEach(message -> pool.invalid(part, message));
      }
    }
  }

  /** {@code [domain/]identifier}: the name of an attribute or a capacity. */
  static void qualified(Field at, String name) {
    var slash = name.indexOf('/');
    var domain = slash < 0 ? "" : name.substring(0, slash);
    var identifier = name.substring(slash + 1);
    if (slash >= 0) {
      if (domain.isEmpty()) {
        at.required("the domain must not be empty");
      } else if (domain.length() > MAX_DOMAIN) {
        at.tooLong(MAX_DOMAIN);
      } else {
        Names.dns1123Subdomain(domain).forEach(message -> at.invalid(domain, message));
      }
    }
    if (identifier.isEmpty()) {
      at.required("the name must not be empty");
    } else if (identifier.length() > MAX_IDENTIFIER) {
      at.tooLong(MAX_IDENTIFIER);
    } else if (!C_IDENTIFIER.matcher(identifier).matches()) {
      at.invalid(
          identifier,
          "a valid C identifier must start with alphabetic character or '_', followed by a string of"
              + " alphanumeric characters or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex"
              + " used for validation is '[A-Za-z_][A-Za-z0-9_]*')");
    }
  }

  /** As {@link #qualified}, with a domain. */
  static void fullyQualified(Field name) {
    if (name.absent()) {
      name.required("");
    } else if (!name.text().contains("/")) {
      name.invalid("must include a domain");
    } else {
      qualified(name, name.text());
    }
  }

  /** A map of named amounts. */
  static void amounts(Field amounts) {
    for (var amount : amounts.entries()) {
      qualified(amount, amount.path().substring(amounts.path().length() + 1).replace("]", ""));
      QuantityRules.notNegative(amount);
    }
  }

  static void toleration(Field toleration) {
    var key = toleration.get("key");
    var operator = toleration.get("operator");
    var value = toleration.get("value");
    if (key.present()) {
      key.invalidFor(Names.qualified(key.text()));
    } else if (!operator.text().equals("Exists")) {
      operator.invalid(
          "operator must be Exists when `key` is empty, which means \"match all values"
              + " and all keys\"");
    }
    switch (operator.text()) {
      case "Exists" -> {
        if (value.present()) {
          value.invalid("must be empty for operator `Exists`");
        }
      }
      case "Equal" -> value.invalidFor(Names.labelValue(value.text()));
      default -> operator.notSupported(List.of("Equal", "Exists"));
    }
  }
}
