package dev.quarterdeck.machinery.declarative;

import static java.util.Map.entry;

import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.IntOrPercent;
import dev.quarterdeck.machinery.validation.IpRules;
import dev.quarterdeck.machinery.validation.MetadataRules;
import dev.quarterdeck.machinery.validation.Names;
import dev.quarterdeck.machinery.validation.QuantityRules;
import dev.quarterdeck.machinery.validation.SelectorRules;
import java.util.Map;
import java.util.function.Consumer;

/** The forms that the facts table may demand of a field, by name. Absent fields have any form. */
final class Forms {

  private static final Map<String, Consumer<Field>> BY_NAME =
      Map.ofEntries(
          text("configKey", Names::configKey),
          text("dns1035Label", Names::dns1035Label),
          text("dnsLabel", Names::dns1123Label),
          text("dnsSubdomain", Names::dns1123Subdomain),
          text("envName", Names::envName),
          text("labelValue", Names::labelValue),
          text("pathSegment", Names::pathSegment),
          text("portName", Names::portName),
          text("qualifiedName", Names::qualified),
          text("cidr", IpRules::cidr),
          text("canonicalCidr", IpRules::canonicalCidr),
          text("ip", IpRules::ip),
          entry("annotations", MetadataRules::annotations),
          entry("port", Field::portNumber),
          entry("quantity", QuantityRules::optional),
          entry("intOrPercent", IntOrPercent::check),
          entry("labels", MetadataRules::labels),
          entry("selector", SelectorRules::check));

  private Forms() {}

  private static Map.Entry<String, Consumer<Field>> text(String name, Names.Rule rule) {
    return entry(name, field -> field.optional(rule));
  }

  /**
   * Refuses a field that has another form.
   *
   * @throws IllegalArgumentException when there is no form of that name
   */
  static void check(Field field, String form) {
    var rule = BY_NAME.get(form);
    if (rule == null) {
      throw new IllegalArgumentException("the facts name an unknown form: " + form);
    }
    rule.accept(field);
  }

  static boolean has(String form) {
    return BY_NAME.containsKey(form);
  }
}
