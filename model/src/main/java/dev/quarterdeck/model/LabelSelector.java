package dev.quarterdeck.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A set of requirements on labels, all of which must hold; with none it matches everything.
 *
 * <p>Both spellings are read: the query string's ({@code a=b,c in (d,e),!f,g>1}) and an object's
 * {@code matchLabels}/{@code matchExpressions} (<a
 * href="https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/">Labels and
 * Selectors</a>).
 */
public record LabelSelector(List<Requirement> requirements) {

  public static final LabelSelector EVERYTHING = new LabelSelector(List.of());

  private static final Pattern KEY =
      Pattern.compile(
          "([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
  private static final Pattern VALUE =
      Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");
  private static final Pattern TERM =
      Pattern.compile(
          "\\s*(?:(?<absent>!)\\s*(?<akey>[^\\s=!<>(),]+)"
              + "|(?<key>[^\\s=!<>(),]+)\\s*(?:"
              + "(?<op>==|=|!=|>|<)\\s*(?<value>[^\\s=!<>(),]*)"
              + "|(?<set>in|notin)\\s*\\(\\s*(?<values>[^()]*)\\))?)\\s*");

  /** How a requirement compares. */
  public enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    DOES_NOT_EXIST,
    GREATER_THAN,
    LESS_THAN
  }

  /**
   * One term.
   *
   * @param values compared with the label's value; empty for EXISTS and DOES_NOT_EXIST, one integer
   *     for GREATER_THAN and LESS_THAN
   */
  public record Requirement(String key, Operator operator, Set<String> values) {

    public boolean matches(Map<String, String> labels) {
      var value = labels.get(key);
      return switch (operator) {
        case IN -> value != null && values.contains(value);
        case NOT_IN -> value == null || !values.contains(value);
        case EXISTS -> value != null;
        case DOES_NOT_EXIST -> value == null;
        case GREATER_THAN -> compare(value) > 0;
        case LESS_THAN -> compare(value) < 0;
      };
    }

    private int compare(String value) {
      if (value == null) {
        return 0;
      }
      try {
        return Long.compare(Long.parseLong(value), Long.parseLong(values.iterator().next()));
      } catch (NumberFormatException notANumber) {
        return 0; // Kubernetes: a value that is no integer satisfies neither Gt nor Lt.
      }
    }
  }

  public LabelSelector {
    requirements = List.copyOf(requirements);
  }

  /** Matches objects that carry all of {@code labels}. */
  public static LabelSelector of(Map<String, String> labels) {
    var requirements = new ArrayList<Requirement>();
    labels.forEach((k, v) -> requirements.add(new Requirement(k, Operator.IN, Set.of(v))));
    return new LabelSelector(requirements);
  }

  /**
   * Reads a typed selector. A null selector matches nothing in Kubernetes' APIs; callers decide
   * that before they come here.
   */
  public static LabelSelector of(io.fabric8.kubernetes.api.model.LabelSelector selector) {
    var requirements = new ArrayList<Requirement>();
    if (selector.getMatchLabels() != null) {
      requirements.addAll(of(selector.getMatchLabels()).requirements);
    }
    for (var expression : selector.getMatchExpressions()) {
      requirements.add(
          new Requirement(
              expression.getKey(),
              operator(expression.getOperator()),
              Set.copyOf(expression.getValues())));
    }
    return new LabelSelector(requirements);
  }

  /**
   * The operator an object spells {@code In}, {@code NotIn}, {@code Exists}, {@code DoesNotExist},
   * {@code Gt} or {@code Lt} (the last two in node affinity only).
   *
   * @throws ApiFault 400 for any other name
   */
  public static Operator operator(String name) {
    return findOperator(name)
        .orElseThrow(
            () ->
                ApiFault.badRequest(
                    "\"%s\" is not a valid label selector operator".formatted(name)));
  }

  /** As {@link #operator}, but empty for a name that is no operator; null is none. */
  public static Optional<Operator> findOperator(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "In" -> Operator.IN;
          case "NotIn" -> Operator.NOT_IN;
          case "Exists" -> Operator.EXISTS;
          case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
          case "Gt" -> Operator.GREATER_THAN;
          case "Lt" -> Operator.LESS_THAN;
          case null, default -> null;
        });
  }

  /**
   * Parses a {@code labelSelector} query parameter; null and blank match everything.
   *
   * @throws ApiFault 400 that says which part is malformed
   */
  public static LabelSelector parse(String text) {
    if (text == null || text.isBlank()) {
      return EVERYTHING;
    }
    var requirements = new ArrayList<Requirement>();
    var matcher = TERM.matcher(text);
    for (var at = 0; at <= text.length(); at = matcher.end() + 1) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw malformed(text, at);
      }
      requirements.add(requirement(matcher));
      if (matcher.end() < text.length() && text.charAt(matcher.end()) != ',') {
        throw malformed(text, matcher.end());
      }
    }
    return new LabelSelector(requirements);
  }

  private static Requirement requirement(Matcher term) {
    if (term.group("absent") != null) {
      return new Requirement(key(term.group("akey")), Operator.DOES_NOT_EXIST, Set.of());
    }
    var key = key(term.group("key"));
    if (term.group("set") != null) {
      var values = new TreeSet<String>();
      for (var value : term.group("values").split(",", -1)) {
        values.add(value(value.strip()));
      }
      return new Requirement(
          key, term.group("set").equals("in") ? Operator.IN : Operator.NOT_IN, Set.copyOf(values));
    }
    var operator = term.group("op");
    if (operator == null) {
      return new Requirement(key, Operator.EXISTS, Set.of());
    }
    var value = value(term.group("value"));
    return switch (operator) {
      case "!=" -> new Requirement(key, Operator.NOT_IN, Set.of(value));
      case ">" -> new Requirement(key, Operator.GREATER_THAN, Set.of(integer(value)));
      case "<" -> new Requirement(key, Operator.LESS_THAN, Set.of(integer(value)));
      default -> new Requirement(key, Operator.IN, Set.of(value));
    };
  }

  private static String key(String key) {
    if (!KEY.matcher(key).matches()) {
      throw ApiFault.badRequest("invalid label key \"%s\" in the label selector".formatted(key));
    }
    return key;
  }

  private static String value(String value) {
    if (!VALUE.matcher(value).matches()) {
      throw ApiFault.badRequest(
          "invalid label value \"%s\" in the label selector".formatted(value));
    }
    return value;
  }

  private static String integer(String value) {
    try {
      return Long.toString(Long.parseLong(value));
    } catch (NumberFormatException e) {
      throw ApiFault.badRequest(
          "for > and < the label selector's value must be an integer, not \"%s\"".formatted(value));
    }
  }

  private static ApiFault malformed(String text, int at) {
    return ApiFault.badRequest(
        "unable to parse the label selector \"%s\" at character %d"
            .formatted(text.length() > 200 ? text.substring(0, 200) + "…" : text, at));
  }

  public boolean matches(Map<String, String> labels) {
    if (requirements.isEmpty()) {
      return true;
    }
    var present = labels == null ? Map.<String, String>of() : labels;
    for (var requirement : requirements) {
      if (!requirement.matches(present)) {
        return false;
      }
    }
    return true;
  }
}
