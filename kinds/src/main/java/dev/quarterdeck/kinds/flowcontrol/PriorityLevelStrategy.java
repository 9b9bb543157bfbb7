package dev.quarterdeck.kinds.flowcontrol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;

/** PriorityLevelConfiguration (flowcontrol.apiserver.k8s.io/v1): a share of the server's seats. */
public final class PriorityLevelStrategy extends KindStrategy {

  private static final int SHARES = 30;
  private static final int QUEUES = 64;
  private static final int HAND_SIZE = 8;
  private static final int QUEUE_LENGTH = 50;
  private static final long MAX_QUEUES = 10_000_000;
  private static final int MAX_ENTROPY_BITS = 60;

  public PriorityLevelStrategy() {
    super(Shape.CLUSTER_WITH_STATUS, Names::dns1123Subdomain);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    var spec = object.path("spec");
    if (spec.get("exempt") instanceof ObjectNode exempt) {
      Tree.fill(exempt, "nominalConcurrencyShares", 0);
      Tree.fill(exempt, "lendablePercent", 0);
    }
    if (spec.get("limited") instanceof ObjectNode limited) {
      Tree.fill(limited, "nominalConcurrencyShares", SHARES);
      Tree.fill(limited, "lendablePercent", 0);
      if (limited.path("limitResponse").get("queuing") instanceof ObjectNode queuing) {
        Tree.fillNonZero(queuing, "handSize", HAND_SIZE);
        Tree.fillNonZero(queuing, "queues", QUEUES);
        Tree.fillNonZero(queuing, "queueLengthLimit", QUEUE_LENGTH);
      }
    }
  }

  @Override
  protected void rules(Field object) {
    var spec = object.get("spec");
    var name = object.get("metadata", "name").text();
    var type = spec.get("type");
    if (name.equals("exempt") != type.text().equals("Exempt")) {
      type.invalid("type must be 'Exempt' if and only if `name` is 'exempt'");
    }
    var limited = spec.get("limited");
    var exempt = spec.get("exempt");
    switch (type.text()) {
      case "Exempt" -> {
        if (limited.present()) {
          limited.forbidden("must be nil if the type is not Limited");
        }
        shares(exempt);
      }
      case "Limited" -> {
        if (exempt.present()) {
          exempt.forbidden("must be nil if the type is Limited");
        }
        limited(limited);
      }
      default -> type.notSupported(List.of("Exempt", "Limited"));
    }
    BuiltInFlows.level(name)
        .filter(fixed -> name.equals("catch-all") && !fixed.get("spec").equals(spec.node()))
        .ifPresent(
            fixed -> spec.invalid("spec of '%s' must equal the fixed value".formatted(name)));
  }

  private static void shares(Field level) {
    var shares = level.get("nominalConcurrencyShares");
    if (shares.number() < 0) {
      shares.invalid("must be a non-negative integer");
    }
    var lendable = level.get("lendablePercent");
    if (lendable.number() < 0 || lendable.number() > 100) {
      lendable.invalid("must be between 0 and 100, inclusive");
    }
  }

  private static void limited(Field limited) {
    if (limited.absent()) {
      limited.required("must not be empty when type is Limited");
      return;
    }
    shares(limited);
    if (limited.get("borrowingLimitPercent").number() < 0) {
      limited.get("borrowingLimitPercent").invalid("if specified, must be a non-negative integer");
    }
    var response = limited.get("limitResponse");
    var queuing = response.get("queuing");
    switch (response.get("type").text()) {
      case "Reject" -> {
        if (queuing.present()) {
          queuing.forbidden("must be nil if limited.limitResponse.type is not Limited");
        }
      }
      case "Queue" -> {
        if (queuing.absent()) {
          queuing.required("must not be empty if limited.limitResponse.type is Limited");
        } else {
          queuing(queuing);
        }
      }
      default -> response.get("type").notSupported(List.of("Queue", "Reject"));
    }
  }

  private static void queuing(Field queuing) {
    for (var name : List.of("queueLengthLimit", "queues", "handSize")) {
      if (queuing.get(name).number() <= 0) {
        queuing.get(name).invalid("must be positive");
      }
    }
    var queues = queuing.get("queues");
    var hand = queuing.get("handSize");
    if (queues.number() > MAX_QUEUES) {
      queues.invalid("must not be greater than " + MAX_QUEUES);
    } else if (hand.number() > queues.number()) {
      hand.invalid("should not be greater than queues (%d)".formatted(queues.number()));
    } else if (entropyBits(queues.number(), hand.number()) > MAX_ENTROPY_BITS) {
      hand.invalid(
          "required entropy bits of deckSize %d and handSize %d should not be greater than 60"
              .formatted(queues.number(), hand.number()));
    }
  }

  /** How many random bits it takes to deal a hand of queues. */
  private static int entropyBits(long deck, long hand) {
    var bits = 0.0;
    for (var i = 0L; i < hand && bits <= MAX_ENTROPY_BITS; i++) {
      bits += Math.log((double) deck - i) / Math.log(2);
    }
    return (int) Math.ceil(bits);
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text("Type", "Exempt or Limited.", Columns.textAt("/spec/type", "")),
        cell("NominalConcurrencyShares", "/spec/limited/nominalConcurrencyShares"),
        cell("Queues", "/spec/limited/limitResponse/queuing/queues"),
        cell("HandSize", "/spec/limited/limitResponse/queuing/handSize"),
        cell("QueueLengthLimit", "/spec/limited/limitResponse/queuing/queueLengthLimit"),
        Column.AGE);
  }

  private static Column cell(String name, String pointer) {
    return Columns.text(name, "Of a limited level.", (level, now) -> shown(level.at(pointer)));
  }

  private static String shown(JsonNode number) {
    return number.isNumber() ? number.asText() : Columns.NONE;
  }
}
