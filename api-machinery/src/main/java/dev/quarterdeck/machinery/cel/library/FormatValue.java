package dev.quarterdeck.machinery.cel.library;

import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.ListType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.quarterdeck.machinery.pattern.LinearPattern;
import dev.quarterdeck.machinery.validation.Names;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** {@code format.dns1123Label().validate('name')}: the errors of a text, none when it is fine. */
final class FormatValue extends LibraryValue {

  private static final OpaqueType TYPE = OpaqueType.create("kubernetes.NamedFormat");
  private static final Operand<FormatValue> SELF = new Operand<>(TYPE, FormatValue.class);
  private static final LinearPattern UUID =
      LinearPattern.fixed("(?i)[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}");
  private static final LinearPattern BASE64 =
      LinearPattern.fixed("([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?");
  private static final Map<String, FormatValue> ALL = new LinkedHashMap<>();

  static {
    add("dns1123Label", Names::dns1123Label);
    add("dns1123Subdomain", Names::dns1123Subdomain);
    add("dns1035Label", Names::dns1035Label);
    add("qualifiedName", Names::qualified);
    add("dns1123LabelPrefix", text -> Names.dns1123Label(withoutDash(text)));
    add("dns1123SubdomainPrefix", text -> Names.dns1123Subdomain(withoutDash(text)));
    add("dns1035LabelPrefix", text -> Names.dns1035Label(withoutDash(text)));
    add("labelValue", Names::labelValue);
    addFormat("uri", FormatValue::isUri, "invalid URI");
    addFormat("uuid", UUID::matches, "does not match the UUID format");
    addFormat("byte", BASE64::matches, "invalid base64");
    addFormat("date", FormatValue::isDate, "invalid date");
    addFormat("datetime", FormatValue::isDateTime, "invalid datetime");
  }

  private final String name;
  private final Function<String, List<String>> check;

  private FormatValue(String name, Function<String, List<String>> check) {
    super(TYPE);
    this.name = name;
    this.check = check;
  }

  static void addTo(Functions functions) {
    functions.global(
        "format.named",
        "format-named",
        OptionalType.create(TYPE),
        Operand.TEXT,
        wanted -> Optional.ofNullable(ALL.get(wanted)));
    ALL.forEach(
        (name, format) -> {
          var function = "format." + name;
          functions.declare(
              function, CelOverloadDecl.newGlobalOverload(function + "_format", TYPE));
          functions.bind(function, function + "_format", List.of(), args -> format);
        });
    functions.member(
        "validate",
        "format-validate",
        OptionalType.create(ListType.create(SimpleType.STRING)),
        SELF,
        Operand.TEXT,
        FormatValue::validate);
  }

  private static void add(String name, Function<String, List<String>> check) {
    ALL.put(name, new FormatValue(name, check));
  }

  private static void addFormat(String name, Predicate<String> accepts, String message) {
    add(name, text -> accepts.test(text) ? List.of() : List.of(message));
  }

  private static boolean isUri(String text) {
    try {
      return new URI(text).isAbsolute() || text.startsWith("/");
    } catch (URISyntaxException notAUri) {
      return false;
    }
  }

  private static boolean isDate(String text) {
    try {
      return text.length() == 10 && LocalDate.parse(text) != null;
    } catch (DateTimeException notADate) {
      return false;
    }
  }

  private static boolean isDateTime(String text) {
    try {
      return OffsetDateTime.parse(text.replace(' ', 'T')) != null;
    } catch (DateTimeException notATime) {
      return false;
    }
  }

  /** A prefix may end in the dash that a generated name goes on after. */
  private static String withoutDash(String text) {
    return text.length() > 1 && text.endsWith("-")
        ? text.substring(0, text.length() - 1) + "a"
        : text;
  }

  private static Optional<List<String>> validate(FormatValue format, String text) {
    var errors = format.check.apply(text);
    return errors.isEmpty() ? Optional.empty() : Optional.of(errors);
  }

  @Override
  Object identity() {
    return name;
  }
}
