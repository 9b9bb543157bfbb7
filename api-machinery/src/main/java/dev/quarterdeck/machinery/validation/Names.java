package dev.quarterdeck.machinery.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What names may look like. Each check returns the messages Kubernetes gives (k8s.io/apimachinery
 * validation), empty when the value is fine.
 */
public final class Names {

  private static final Form LABEL_1123 =
      new Form(
          "[a-z0-9]([-a-z0-9]*[a-z0-9])?",
          63,
          "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-',"
              + " and must start and end with an alphanumeric character",
          "my-name",
          "123-abc");
  private static final Form SUBDOMAIN_1123 =
      new Form(
          "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*",
          253,
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-'"
              + " or '.', and must start and end with an alphanumeric character",
          "example.com");
  private static final Form WILDCARD =
      new Form(
          "\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*",
          253,
          "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain,"
              + " which must consist of lower case alphanumeric characters, '-' or '.' and end"
              + " with an alphanumeric character",
          "*.example.com");
  private static final Form LABEL_1035 =
      new Form(
          "[a-z]([-a-z0-9]*[a-z0-9])?",
          63,
          "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with"
              + " an alphabetic character, and end with an alphanumeric character",
          "my-name",
          "abc-123");
  private static final Form QUALIFIED =
      new Form(
          "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]",
          63,
          "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and"
              + " end with an alphanumeric character",
          "MyName",
          "my.name",
          "123-abc");
  private static final Form LABEL_VALUE =
      new Form(
          "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?",
          63,
          "a valid label must be an empty string or consist of alphanumeric characters, '-', '_'"
              + " or '.', and must start and end with an alphanumeric character",
          "MyValue",
          "my_value",
          "12345");
  private static final Form CONFIG_KEY =
      new Form(
          "[-._a-zA-Z0-9]+",
          253,
          "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
          "key.name",
          "KEY_NAME",
          "key-name");
  private static final Pattern ENV_NAME = Pattern.compile("[ -<>-~]+");
  private static final Pattern URL_PATH = Pattern.compile("[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+");
  private static final Pattern PORT_CHARS = Pattern.compile("[-a-z0-9]+");
  private static final Pattern LETTER = Pattern.compile("[a-z]");

  private Names() {}

  /** A kind's rule for metadata.name. */
  @FunctionalInterface
  public interface Rule {
    List<String> check(String name);
  }

  private record Form(Pattern pattern, int max, String message) {
    Form(String regex, int max, String message, String... examples) {
      this(Pattern.compile(regex), max, message + hint(regex, examples));
    }

    private static String hint(String regex, String... examples) {
      var eg = new StringBuilder(" (e.g. ");
      for (var i = 0; i < examples.length; i++) {
        eg.append(i == 0 ? "" : " or ").append("'").append(examples[i]).append("', ");
      }
      return eg + "regex used for validation is '" + regex + "')";
    }

    List<String> check(String value) {
      if (value.length() > max) { // never match a long hostile text: backtracking is deep
        return List.of(tooLong(max));
      }
      return pattern.matcher(value).matches() ? List.of() : List.of(message);
    }
  }

  static String tooLong(int max) {
    return "must be no more than " + max + " bytes";
  }

  public static List<String> dns1123Label(String name) {
    return isPlain(name, "") ? List.of() : LABEL_1123.check(name);
  }

  public static List<String> dns1123Subdomain(String name) {
    return isPlain(name, "") ? List.of() : SUBDOMAIN_1123.check(name);
  }

  /**
   * Whether the text needs no pattern to be taken: 1 to 63 lower-case letters, digits and {@code
   * -}, further characters inside, as nearly all names are.
   *
   * @param further such as {@code _.}
   */
  private static boolean isPlain(String text, String further) {
    var end = text.length();
    if (end == 0 || end > 63) {
      return false;
    }
    for (var i = 0; i < end; i++) {
      var c = text.charAt(i);
      var isInner = i > 0 && i < end - 1 && (c == '-' || further.indexOf(c) >= 0);
      if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || isInner)) {
        return false;
      }
    }
    return true;
  }

  /** {@code *.example.com}. */
  public static List<String> wildcardSubdomain(String name) {
    return WILDCARD.check(name);
  }

  /** Refuses what is not {@code domain/path}, such as {@code example.com/ingress}. */
  public static void domainPrefixedPath(Field field) {
    var slash = field.text().indexOf('/');
    if (slash <= 0 || slash == field.text().length() - 1) {
      field.invalid("must be a domain-prefixed path (such as \"acme.io/foo\")");
      return;
    }
    var host = field.text().substring(0, slash);
    dns1123Subdomain(host).forEach(message -> field.invalid(host, message));
    var path = field.text().substring(slash + 1);
    if (!URL_PATH.matcher(path).matches()) {
      field.invalid(
          path, "Invalid path (regex used for validation is '" + URL_PATH.pattern() + "')");
    }
  }

  public static List<String> dns1035Label(String name) {
    return LABEL_1035.check(name);
  }

  /** A name that becomes one segment of a URL path and is otherwise free. */
  public static List<String> pathSegment(String name) {
    if (name.equals(".") || name.equals("..")) {
      return List.of("may not be '" + name + "'");
    }
    var messages = new ArrayList<String>();
    for (var part : List.of("/", "%")) {
      if (name.contains(part)) {
        messages.add("may not contain '" + part + "'");
      }
    }
    return messages;
  }

  /** {@code [prefix/]name}: keys of labels and annotations, names of resources and taints. */
  public static List<String> qualified(String name) {
    if (isPlain(name, "_.")) {
      return List.of();
    }
    var messages = new ArrayList<String>();
    var parts = name.split("/", -1);
    if (parts.length > 2) {
      return List.of(
          "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must"
              + " start and end with an alphanumeric character"
              + Form.hint(QUALIFIED.pattern.pattern(), "MyName", "my.name", "123-abc")
              + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
    }
    if (parts.length == 2) {
      if (parts[0].isEmpty()) {
        messages.add("prefix part must be non-empty");
      } else {
        dns1123Subdomain(parts[0]).forEach(m -> messages.add("prefix part " + m));
      }
    }
    var last = parts[parts.length - 1];
    if (last.isEmpty()) {
      messages.add("name part must be non-empty");
    }
    if (last.length() > 63) {
      messages.add("name part " + tooLong(63));
    } else if (!QUALIFIED.pattern.matcher(last).matches()) {
      messages.add(QUALIFIED.message);
    }
    return messages;
  }

  public static List<String> labelValue(String value) {
    return isPlain(value, "_.") ? List.of() : LABEL_VALUE.check(value);
  }

  /** A key of a ConfigMap or Secret, which may become a file's name. */
  public static List<String> configKey(String key) {
    var messages = new ArrayList<>(CONFIG_KEY.check(key));
    if (key.equals(".")) {
      messages.add("must not be '.'");
    } else if (key.startsWith("..")) {
      messages.add(key.equals("..") ? "must not be '..'" : "must not start with '..'");
    }
    return messages;
  }

  /** An environment variable's name: printable ASCII without {@code =}. */
  public static List<String> envName(String name) {
    return ENV_NAME.matcher(name).matches()
        ? List.of()
        : List.of(
            "a valid environment variable name must consist only of printable ASCII characters"
                + " other than '='");
  }

  /** A port's name (IANA_SVC_NAME). */
  public static List<String> portName(String name) {
    var messages = new ArrayList<String>();
    if (name.length() > 15) {
      messages.add("must be no more than 15 characters");
    }
    if (!PORT_CHARS.matcher(name).matches()) {
      messages.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    }
    if (!LETTER.matcher(name).find()) {
      messages.add("must contain at least one letter (a-z)");
    }
    if (name.contains("--")) {
      messages.add("must not contain consecutive hyphens");
    }
    if (name.startsWith("-") || name.endsWith("-")) {
      messages.add("must not begin or end with a hyphen");
    }
    return messages;
  }

  /** Empty when {@code port} is 1 to 65535. */
  public static List<String> portNumber(long port) {
    return port >= 1 && port <= 65535
        ? List.of()
        : List.of("must be between 1 and 65535, inclusive");
  }
}
