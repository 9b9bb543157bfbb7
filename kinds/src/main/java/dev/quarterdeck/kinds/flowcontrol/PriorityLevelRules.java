package dev.quarterdeck.kinds.flowcontrol;

import dev.quarterdeck.machinery.validation.Field;
import java.util.List;

/** What a PriorityLevelConfiguration may say (ValidatePriorityLevelConfiguration). */
final class PriorityLevelRules {

  private static final long MAX_QUEUES = 10_000_000;
  private static final int MAX_ENTROPY_BITS = 60;

  private PriorityLevelRules() {}

  static void check(Field level) {
    var spec = level.get("spec");
    var name = level.get("metadata", "name").text();
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
}
